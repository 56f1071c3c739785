#include <fmt/format.h>

#include <memory>

#include "access/scope_issuer.h"
#include "api/query_response.h"
#include "app/command.h"
#include "app/wiring.h"
#include "cache/memory/memory_cache.h"
#include "retrieve/retriever.h"

namespace edify::app {
namespace {

struct QueryOptions {
  std::string text;
  std::string role;
  std::string grades;
  std::size_t limit = 10;
  std::string mode = "hybrid";
  bool json = false;
};

// The first bytes of a passage on one line, cut between words.
std::string excerpt(const std::string& text, std::size_t most) {
  std::string line;
  for (const char c : text) {
    const char shown = c == '\n' ? ' ' : c;
    if (shown != ' ' || (!line.empty() && line.back() != ' ')) line.push_back(shown);
  }
  if (line.size() <= most) return line;
  const auto space = line.rfind(' ', most);
  std::size_t end = space == std::string::npos ? most : space;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
  return line.substr(0, end) + " …";
}

void print_hits(const retrieve::Retrieval& retrieval) {
  if (retrieval.hits.empty()) {
    fmt::print("Nothing that this role may see answers that.\n");
    return;
  }
  int number = 0;
  for (const Hit& hit : retrieval.hits) {
    const auto& partition = hit.document.placement.partition;
    const std::string page = hit.chunk.page == 0 ? "" : fmt::format(", page {}", hit.chunk.page);
    fmt::print("[{}] {}{}  ({}/{}, cosine {:.2f})\n", ++number, hit.document.path, page, to_string(partition.module),
               partition.grade, hit.score);
    const std::string heading = hit.chunk.heading_path.empty() ? "" : hit.chunk.heading_path.back();
    const bool repeated = !heading.empty() && hit.chunk.text.starts_with(heading);
    if (!heading.empty()) fmt::print("    {}\n", heading);
    fmt::print("    {}\n", excerpt(hit.chunk.text.substr(repeated ? heading.size() : 0), 300));
  }
}

Result<retrieve::Question> question_of(const QueryOptions& options) {
  const auto mode = retrieve::mode_from_string(options.mode);
  if (!mode) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("--mode {} is not known; use hybrid, dense or lexical", options.mode));
  }
  if (options.text.find_first_not_of(" \t\n") == std::string::npos) {
    return fail(ErrorCode::invalid_argument, "the question is empty");
  }
  return retrieve::Question{options.text, options.limit, *mode, Deadline()};
}

Result<void> query(const Config& config, const QueryOptions& options) {
  const auto arrived = std::chrono::steady_clock::now();
  EDIFY_TRY(const Principal principal, operator_as(options.role, options.grades));
  EDIFY_TRY(const auto question, question_of(options));
  EDIFY_CHECK(require_data_folder(config));
  EDIFY_TRY(const auto store, open_store(config, false));
  EDIFY_TRY(const auto embedder, load_embedder(config));
  cache::MemoryCache no_cache(0);
  const retrieve::Retriever retriever(*store, embedder, no_cache,
                                      {.dense_threshold = static_cast<float>(config.dense_threshold)});
  EDIFY_TRY(const auto retrieval, retriever.retrieve(access::ScopeIssuer::issue(principal), question));
  if (options.json) {
    fmt::print("{}\n", api::query_response_json(retrieval, principal.role, arrived));
  } else {
    print_hits(retrieval);
  }
  return {};
}

}  // namespace

void add_query(CommandLine& line) {
  auto options = std::make_shared<QueryOptions>();
  auto* command = line.parser.add_subcommand("query", "Ask, and see the passages that answer with their pages");
  command->add_option("TEXT", options->text, "The question")->required();
  command->add_option("--role", options->role, "See as student, teacher or admin")->required();
  command->add_option("--grades", options->grades, "Comma-separated grades, or * for all");
  command->add_option("--limit", options->limit, "At most this many passages")
      ->check(CLI::Range(1, 50))
      ->capture_default_str();
  command->add_option("--mode", options->mode, "hybrid, dense or lexical")->capture_default_str();
  command->add_flag("--json", options->json, "One JSON object, as POST /query answers");
  command->callback(
      [&line, options] { line.action = [options](const Config& config) { return query(config, *options); }; });
}

}  // namespace edify::app
