// Where the language model is, and how long it may take. Plain values; the configuration's section `answer.llm`.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/secret.h"
#include "http/url.h"

namespace edify::answer::llm {

struct Options {
  http::Endpoint endpoint;  // up to and with "/v1"; an empty host: there is no language model
  std::string model;
  Secret key;                                    // empty: none is sent
  std::optional<std::filesystem::path> ca_file;  // PEM, to trust beside the system's
  std::chrono::milliseconds timeout{60'000};     // for a whole answer
  std::chrono::milliseconds first_token_timeout{15'000};
  std::chrono::milliseconds token_timeout{10'000};  // between two tokens
  std::uint32_t max_tokens = 700;                   // of an answer
  std::uint32_t prompt_tokens = 3'000;              // of passages, as the embedding model counts
};

}  // namespace edify::answer::llm
