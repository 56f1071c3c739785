#include "app/feedback_cases.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>

#include "answer/follow_up.h"
#include "base/hash.h"

namespace edify::app {
namespace {

namespace json = boost::json;

// Short, the same each time, and no way to the message that the catalog has.
std::string id_of(const catalog::RatedAnswer& rated) {
  constexpr std::size_t digits = 12;
  return "feedback-" + sha256_hex(rated.message_id).substr(0, digits);
}

Result<json::object> outcome_of(const catalog::RatedAnswer& rated) {
  if (rated.outcome.empty()) return json::object{};  // it ended before its end was told
  json::error_code error;
  auto value = json::parse(rated.outcome, error);
  if (error || !value.is_object()) {
    return fail(ErrorCode::unreadable, fmt::format("message {}: its outcome is no JSON object", rated.message_id),
                "bad_conversation");
  }
  return std::move(value.get_object());
}

// None: nothing is cited.
const json::object* first_citation(const json::object& outcome) {
  const auto* citations = outcome.if_contains("citations");
  if (citations == nullptr || !citations->is_array() || citations->get_array().empty()) return nullptr;
  return citations->get_array().front().if_object();
}

const catalog::SourceHandle* source_of(const json::object& citation, const catalog::RatedAnswer& rated) {
  const auto* n = citation.if_contains("n");
  if (n == nullptr) return nullptr;
  json::error_code error;
  const auto number = n->to_number<std::uint64_t>(error);
  if (error || number == 0 || number > rated.sources.size()) return nullptr;
  return &rated.sources[number - 1];
}

// Empty: no person need look at it.
std::string why_to_judge(const catalog::RatedAnswer& rated, const catalog::SourceHandle* source,
                         const std::optional<store::ReadableDocument>& cited) {
  if (!rated.is_good) {
    return rated.reasons.empty() ? "rated bad" : fmt::format("rated bad: {}", fmt::join(rated.reasons, ", "));
  }
  if (rated.is_follow_up) return "a follow-up: write it so that it stands by itself";
  if (source == nullptr) return "a refusal, or an answer without citations";
  if (!cited) return "the cited document is gone";
  return cited->version == source->version ? "" : "the cited document has changed since";
}

void expect_citation(json::object& line, const json::object& citation, const store::ReadableDocument& cited) {
  line["expected_path"] = cited.document.path;
  if (const auto* quote = citation.if_contains("quote")) line["expected_text"] = *quote;
  if (const auto* page = citation.if_contains("page"); page != nullptr && page->is_number())
    line["expected_page"] = *page;
}

}  // namespace

Result<std::optional<catalog::SourceHandle>> cited_source(const catalog::RatedAnswer& rated) {
  EDIFY_TRY(const auto outcome, outcome_of(rated));
  const auto* citation = first_citation(outcome);
  const auto* source = citation == nullptr ? nullptr : source_of(*citation, rated);
  if (source == nullptr) return std::nullopt;
  return *source;
}

Result<json::object> case_of(const catalog::RatedAnswer& rated, const std::optional<store::ReadableDocument>& cited) {
  EDIFY_TRY(const auto outcome, outcome_of(rated));
  const auto* citation = first_citation(outcome);
  const auto* source = citation == nullptr ? nullptr : source_of(*citation, rated);
  json::object line{{"id", id_of(rated)}, {"question", rated.question}, {"role", rated.role}};
  // Who asked saw the document: its grade is one of theirs, or everybody's.
  if (cited && cited->document.placement.partition.grade != general_grade) {
    line["grades"] = json::array{cited->document.placement.partition.grade};
  }
  line["language"] = answer::language_of_question(rated.question);
  if (const auto why = why_to_judge(rated, source, cited); !why.empty()) {
    line["to_judge"] = why;
    return line;
  }
  expect_citation(line, *citation, *cited);
  return line;
}

}  // namespace edify::app
