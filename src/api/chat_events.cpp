#include "api/chat_events.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

namespace edify::api {
namespace {

namespace json = boost::json;

}  // namespace

std::string event_text(std::string_view name, const json::object& data) {
  return fmt::format("event: {}\ndata: {}\n\n", name, json::serialize(data));
}

json::array boxes_json(const std::vector<Span>& lines) {
  json::array boxes;
  for (const Span& line : lines) {
    boxes.push_back(json::object{
        {"page", line.page}, {"x0", line.box.x0}, {"y0", line.box.y0}, {"x1", line.box.x1}, {"y1", line.box.y1}});
  }
  return boxes;
}

json::object source_json(const answer::Passage& passage, std::uint32_t n) {
  const auto& document = passage.hit.document;
  const auto file = document.path.substr(document.path.rfind('/') + 1);
  json::object source{{"n", n},
                      {"document_id", document.id},
                      {"title", document.title.empty() ? file : document.title},
                      {"source_file", file},
                      {"file_path", document.path},
                      {"module", to_string(document.placement.partition.module)},
                      {"grade", document.placement.partition.grade},
                      {"year", document.placement.year},
                      {"content_type", document.content_type},
                      {"page", nullptr},
                      {"boxes", boxes_json(passage.spans)},
                      {"content", passage.text},
                      {"chunk_index", passage.hit.chunk.index},
                      {"score", passage.hit.score},
                      {"rank_score", passage.hit.rank_score}};
  if (passage.hit.chunk.page != 0) source["page"] = passage.hit.chunk.page;
  return source;
}

json::object outcome_json(const answer::Outcome& outcome) {
  json::array citations;
  for (const auto& citation : outcome.citations) {
    json::object each{
        {"n", citation.n}, {"quote", citation.quote}, {"page", nullptr}, {"boxes", boxes_json(citation.lines)}};
    if (!citation.lines.empty()) each["page"] = citation.lines.front().page;
    citations.push_back(std::move(each));
  }
  json::array unsupported;
  for (const auto& range : outcome.unsupported) {
    unsupported.push_back(json::object{{"start", range.begin}, {"end", range.end}});
  }
  json::object done{{"answerer", outcome.answerer},
                    {"model", outcome.model},
                    {"refused", outcome.refused},
                    {"grounded_share", outcome.grounded_share},
                    {"unsupported", std::move(unsupported)},
                    {"citations", std::move(citations)}};
  if (!outcome.reason.empty()) done["reason"] = outcome.reason;
  if (!outcome.fallback.empty()) done["fallback"] = outcome.fallback;
  return done;
}

}  // namespace edify::api
