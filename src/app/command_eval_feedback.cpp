#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <memory>
#include <set>

#include "access/scope_issuer.h"
#include "app/command.h"
#include "app/duration.h"
#include "app/feedback_cases.h"
#include "app/wiring.h"

namespace edify::app {
namespace {

namespace json = boost::json;

struct FeedbackEvalOptions {
  std::string out;
  std::string since;
};

struct Written {
  std::uint64_t judged = 0;
  std::uint64_t to_judge = 0;
  std::uint64_t known = 0;  // in the file already
};

// Of the cases that the file has. Errors: unreadable, naming the line: nothing is added to a file of another kind.
Result<std::set<std::string>> known_ids(const std::string& file) {
  std::set<std::string> ids;
  std::ifstream stream(file);
  std::string line;
  for (std::size_t number = 1; std::getline(stream, line); ++number) {
    if (line.empty()) continue;
    json::error_code error;
    const auto value = json::parse(line, error);
    const auto* object = error ? nullptr : value.if_object();
    const auto* id = object == nullptr ? nullptr : object->if_contains("id");
    if (id == nullptr || !id->is_string()) {
      return fail(ErrorCode::unreadable,
                  fmt::format("{}, line {}: is no judged question; name another file", file, number), "malformed");
    }
    ids.emplace(id->get_string());
  }
  return ids;
}

// What people asked is for its owner alone.
Result<std::ofstream> open_private(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor >= 0) ::close(descriptor);
  std::ofstream stream(file, std::ios::app);
  if (descriptor < 0 || !stream) return fail(ErrorCode::invalid_argument, fmt::format("cannot write {}", file));
  return stream;
}

Result<void> check_allowed(const Config& config) {
  if (config.records.audit_questions) return {};
  return fail(ErrorCode::invalid_argument,
              "the text of questions is not to be kept here (audit.questions is off), so none is written; turn it on "
              "where your school allows it",
              "not_allowed");
}

Result<UnixSeconds> since_of(const FeedbackEvalOptions& options) {
  if (options.since.empty()) return UnixSeconds{};
  EDIFY_TRY(const auto back, parse_duration("--since", options.since));
  return unix_now() - back;
}

Result<Written> write_cases(catalog::RatedAnswers& rated, store::VectorStore& store, UnixSeconds since,
                            std::set<std::string> known, std::ostream& out) {
  constexpr std::size_t page_size = 200;
  EDIFY_TRY(const Principal everything, operator_as("admin", ""));
  const Scope scope = access::ScopeIssuer::issue(everything);
  Written written;
  std::string after;
  while (true) {
    EDIFY_TRY(const auto page, rated.page(since, after, page_size));
    for (const auto& each : page) {
      EDIFY_TRY(const auto source, cited_source(each));
      std::optional<store::ReadableDocument> cited;
      if (source) {
        EDIFY_TRY(cited, store.find_document(scope, source->document_id));
      }
      EDIFY_TRY(const auto line, case_of(each, cited));
      if (!known.emplace(line.at("id").as_string()).second) {
        ++written.known;
        continue;
      }
      ++(line.contains("to_judge") ? written.to_judge : written.judged);
      out << json::serialize(line) << '\n';
    }
    if (page.size() < page_size) return written;
    after = page.back().message_id;
  }
}

Result<void> make_set(const Config& config, const FeedbackEvalOptions& options) {
  EDIFY_CHECK(check_allowed(config));
  EDIFY_CHECK(require_data_folder(config));
  EDIFY_TRY(const auto since, since_of(options));
  EDIFY_TRY(const auto rated, open_rated_answers(config));
  EDIFY_TRY(const auto store, open_store(config, false));
  EDIFY_TRY(auto known, known_ids(options.out));
  EDIFY_TRY(auto out, open_private(options.out));
  EDIFY_TRY(const auto written, write_cases(*rated, *store, since, std::move(known), out));
  if (!out.flush()) {
    return fail(ErrorCode::unavailable, fmt::format("cannot write {}; is the disk full?", options.out), "disk");
  }
  fmt::print("{} judged questions and {} to be judged added; {} were there\n", written.judged, written.to_judge,
             written.known);
  return {};
}

}  // namespace

void add_eval_from_feedback(CLI::App& eval, CommandLine& line) {
  auto options = std::make_shared<FeedbackEvalOptions>();
  auto* command = eval.add_subcommand("from-feedback",
                                      "Make judged questions of the answers that people rated, without their names");
  command
      ->add_option("--out", options->out,
                   "A set as `eval answers` reads it: new cases are added, those that are there stay as they are")
      ->required();
  command->add_option("--since", options->since, "Only ratings of this long: 30d (default: all that are kept)");
  command->callback(
      [&line, options] { line.action = [options](const Config& config) { return make_set(config, *options); }; });
}

}  // namespace edify::app
