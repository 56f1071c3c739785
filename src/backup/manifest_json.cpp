#include "backup/manifest_json.h"

#include <fmt/format.h>

#include <boost/json.hpp>

namespace edify::backup {
namespace {

namespace json = boost::json;

constexpr std::uint64_t format = 1;

json::array to_json(const std::vector<Part>& parts) {
  json::array out;
  for (const auto& part : parts) {
    out.push_back(json::object{{"name", part.name}, {"bytes", part.bytes}, {"sha256", part.sha256}});
  }
  return out;
}

json::array to_json(const std::vector<GoldenQuery>& queries) {
  json::array out;
  for (const auto& query : queries) {
    out.push_back(json::object{{"question", query.question},
                               {"role", query.role},
                               {"grades", query.grades},
                               {"hits", json::value_from(query.hits)}});
  }
  return out;
}

std::string text(const json::object& object, std::string_view field) {
  return json::value_to<std::string>(object.at(field));
}

std::uint64_t number(const json::object& object, std::string_view field) {
  return object.at(field).to_number<std::uint64_t>();
}

// Throws what Boost.JSON throws where a field is missing or of another type.
Manifest manifest_of(const json::object& object) {
  Manifest manifest{.id = text(object, "id"),
                    .created = UnixSeconds(std::chrono::seconds(object.at("created").to_number<std::int64_t>())),
                    .program = text(object, "program"),
                    .store = text(object, "store"),
                    .catalog = text(object, "catalog"),
                    .parts = {},
                    .documents = number(object, "documents"),
                    .chunks = number(object, "chunks"),
                    .audit_head = text(object, "audit_head"),
                    .audit_key = text(object, "audit_key"),
                    .golden_queries = {}};
  for (const auto& value : object.at("parts").as_array()) {
    const auto& part = value.as_object();
    manifest.parts.push_back({text(part, "name"), number(part, "bytes"), text(part, "sha256")});
  }
  for (const auto& value : object.at("golden_queries").as_array()) {
    const auto& query = value.as_object();
    manifest.golden_queries.push_back({text(query, "question"), text(query, "role"), text(query, "grades"),
                                       json::value_to<std::vector<std::string>>(query.at("hits"))});
  }
  return manifest;
}

}  // namespace

std::string to_json(const Manifest& manifest) {
  return json::serialize(json::object{{"format", format},
                                      {"id", manifest.id},
                                      {"created", manifest.created.time_since_epoch().count()},
                                      {"program", manifest.program},
                                      {"store", manifest.store},
                                      {"catalog", manifest.catalog},
                                      {"parts", to_json(manifest.parts)},
                                      {"documents", manifest.documents},
                                      {"chunks", manifest.chunks},
                                      {"audit_head", manifest.audit_head},
                                      {"audit_key", manifest.audit_key},
                                      {"golden_queries", to_json(manifest.golden_queries)}});
}

Result<Manifest> manifest_from_json(std::string_view text) {
  try {
    const auto value = json::parse(text);
    const auto& object = value.as_object();
    if (const auto found = number(object, "format"); found != format) {
      return fail(
          ErrorCode::unreadable,
          fmt::format("its manifest has the form {}, and this program reads {}; restore it with the release that "
                      "wrote it",
                      found, format),
          "newer_set");
    }
    return manifest_of(object);
  } catch (const std::exception& error) {  // of Boost.JSON
    return fail(ErrorCode::unreadable, fmt::format("its manifest is none: {}", error.what()));
  }
}

}  // namespace edify::backup
