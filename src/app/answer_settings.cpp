// The keys of section `answer`.
#include <fstream>
#include <iterator>

#include "app/setting.h"

namespace edify::app {
namespace {

using answer::llm::Options;

Result<void> set_url(Config& config, const std::string& value) {
  EDIFY_TRY(config.llm.endpoint, http::parse_endpoint(value));
  return {};
}

Result<void> set_model(Config& config, const std::string& value) {
  config.llm.model = value;
  return {};
}

Result<void> set_key(Config& config, const std::string& value) {
  config.llm.key = Secret(value);
  return {};
}

// Its first line.
Result<void> set_key_file(Config& config, const std::string& value) {
  if (value.empty()) return {};
  std::ifstream file(value);
  std::string key;
  if (!std::getline(file, key) || key.empty()) {
    return fail(ErrorCode::invalid_argument, "can not be read as a file with a key in its first line");
  }
  config.llm.key = Secret(std::move(key));
  return {};
}

Result<void> set_ca_file(Config& config, const std::string& value) {
  config.llm.ca_file.reset();
  if (!value.empty()) config.llm.ca_file = value;
  return {};
}

template <std::chrono::milliseconds Options::*field>
Result<void> set_seconds(Config& config, const std::string& value) {
  constexpr double an_hour = 3'600;
  EDIFY_TRY(const auto parsed, parse_number<double>(value, 0.1, an_hour));
  constexpr double milliseconds = 1'000;
  config.llm.*field = std::chrono::milliseconds(static_cast<std::int64_t>(parsed * milliseconds));
  return {};
}

template <std::uint32_t Options::*field>
Result<void> set_tokens(Config& config, const std::string& value) {
  EDIFY_TRY(config.llm.*field, parse_number<std::uint32_t>(value, 50, 100'000));
  return {};
}

}  // namespace

std::vector<Setting> answer_settings() {
  return {
      {"answer.llm.url", "EDIFY_ANSWER_LLM_URL", "", set_url},
      {"answer.llm.model", "EDIFY_ANSWER_LLM_MODEL", "", set_model},
      {"answer.llm.key", "EDIFY_ANSWER_LLM_KEY", "", set_key, /*is_secret=*/true},
      {"answer.llm.key_file", "EDIFY_ANSWER_LLM_KEY_FILE", "", set_key_file},
      {"answer.llm.ca_file", "EDIFY_ANSWER_LLM_CA_FILE", "", set_ca_file},
      {"answer.llm.timeout", "EDIFY_ANSWER_LLM_TIMEOUT", "", set_seconds<&Options::timeout>},
      {"answer.llm.first_token_timeout", "EDIFY_ANSWER_LLM_FIRST_TOKEN_TIMEOUT", "",
       set_seconds<&Options::first_token_timeout>},
      {"answer.llm.token_timeout", "EDIFY_ANSWER_LLM_TOKEN_TIMEOUT", "", set_seconds<&Options::token_timeout>},
      {"answer.llm.max_tokens", "EDIFY_ANSWER_LLM_MAX_TOKENS", "", set_tokens<&Options::max_tokens>},
      {"answer.llm.prompt_tokens", "EDIFY_ANSWER_LLM_PROMPT_TOKENS", "", set_tokens<&Options::prompt_tokens>},
  };
}

Result<void> check_answers(const Config& config) {
  if (!config.uses_llm()) return {};
  if (config.llm.model.empty()) {
    return fail(ErrorCode::invalid_argument,
                "answer.llm.url is set and answer.llm.model is not: say which model to ask", "configuration");
  }
  if (!config.llm.key.empty() && !config.llm.endpoint.is_private()) {
    return fail(ErrorCode::invalid_argument,
                "answer.llm.key would be sent where it can be overheard: use https in answer.llm.url", "configuration");
  }
  return {};
}

}  // namespace edify::app
