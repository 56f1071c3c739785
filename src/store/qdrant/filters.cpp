#include "store/qdrant/filters.h"

#include <boost/json/array.hpp>

#include "model/placement.h"

namespace edify::store::qdrant {
namespace {

namespace json = boost::json;

json::object matches(std::string_view key, json::value value) {
  return {{"key", key}, {"match", {{"value", std::move(value)}}}};
}

json::object matches_any(std::string_view key, json::array values) {
  return {{"key", key}, {"match", {{"any", std::move(values)}}}};
}

json::object in_range(std::string_view key, std::string_view bound, std::uint64_t value) {
  return {{"key", key}, {"range", {{bound, value}}}};
}

}  // namespace

json::object filter_of(const Scope& scope, const Selection& selection) {
  json::array modules;
  for (const Module module : scope.modules()) modules.emplace_back(to_string(module));
  json::array must{matches_any("module", std::move(modules))};
  if (!scope.all_grades()) {
    json::array grades{json::value(general_grade)};
    for (const auto& grade : scope.grades()) {
      if (grade != general_grade) grades.emplace_back(grade);
    }
    must.push_back(matches_any("grade", std::move(grades)));
  }
  if (selection.module) must.push_back(matches("module", json::value(to_string(*selection.module))));
  const auto add = [&must](std::string_view key, const std::string& value) {
    if (!value.empty()) must.push_back(matches(key, json::value(value)));
  };
  add("document_id", selection.document_id);
  add("year", selection.year);
  add("content_type", selection.content_type);
  return {{"must", std::move(must)}};
}

json::object filter_of_version(std::string_view document_id, std::uint64_t number) {
  return {{"must", json::array{matches("document_id", json::value(document_id)), matches("generation", number)}}};
}

json::object filter_of_unplaced(std::string_view document_id, std::uint64_t number, std::uint64_t sequence) {
  json::object filter = filter_of_version(document_id, number);
  filter["must_not"] = json::array{in_range("revision", "gt", sequence)};
  return filter;
}

json::object filter_of_others(std::string_view document_id, std::uint64_t last, std::uint64_t kept) {
  json::object filter{
      {"must", json::array{matches("document_id", json::value(document_id)), in_range("generation", "lte", last)}}};
  if (kept != 0) filter["must_not"] = json::array{matches("generation", kept)};
  return filter;
}

}  // namespace edify::store::qdrant
