#include "store/qdrant/collection.h"

#include <fmt/format.h>

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <tuple>
#include <utility>

#include "model/chunk.h"
#include "store/lexical/analyzer.h"
#include "store/qdrant/sparse_vector.h"

namespace edify::store::qdrant {
namespace {

namespace json = boost::json;
using Kind = Peer::Kind;

json::object metadata_of(const CollectionLayout& layout) {
  return {{"embedding_model", layout.embedding_model},
          {"dimension", embedding_dimension},
          {"schema", point_schema},
          {"analyzer", lexical::analyzer_version},
          {"average_length", layout.average_length}};
}

json::object description_of(const CollectionLayout& layout) {
  // payload_m: graphs of their own for the values of indexed fields, so that a narrow Scope keeps its recall.
  const json::object graph{{"m", 16}, {"ef_construct", 100}, {"payload_m", 16}};
  const json::object dense{
      {"size", embedding_dimension}, {"distance", "Cosine"}, {"on_disk", true}, {"hnsw_config", graph}};
  return {{"vectors", {{"dense", dense}}},
          {"sparse_vectors", {{"lexical", {{"modifier", "idf"}}}}},
          {"quantization_config", {{"scalar", {{"type", "int8"}, {"quantile", 0.99}, {"always_ram", true}}}}},
          {"shard_number", layout.shards},
          {"replication_factor", layout.replicas},
          {"write_consistency_factor", layout.write_consistency},
          {"on_disk_payload", true},
          {"metadata", metadata_of(layout)}};
}

// Field, type and, for the tenant, its mark.
struct Index {
  std::string_view field;
  std::string_view type;
};
constexpr std::array<Index, 6> indexes = {{{"module", "keyword"},
                                           {"grade", "keyword"},
                                           {"year", "keyword"},
                                           {"content_type", "keyword"},
                                           {"document_id", "uuid"},
                                           {"generation", "integer"}}};

json::object schema_of(const Index& index) {
  json::object schema{{"type", index.type}};
  if (index.field == "module") schema["is_tenant"] = true;
  if (index.type == "integer") {
    schema["lookup"] = true;
    schema["range"] = true;
  }
  return schema;
}

Result<void> create_index(Peer& peer, const std::string& collection, const Index& index) {
  const json::object body{{"field_name", index.field}, {"field_schema", schema_of(index)}};
  return peer.perform({.method = http::Method::put,
                       .target = fmt::format("/collections/{}/index?wait=true", http::percent_encode(collection)),
                       .body = json::serialize(body),
                       .kind = Kind::write});
}

// Reads values of a collection's description and holds them against what they should be.
class Inspector {
 public:
  explicit Inspector(const json::value& description) : description_(description) {}

  // The value at a path of members; null where there is none.
  const json::value& at(std::initializer_list<std::string_view> path) const {
    static const json::value none;
    const json::value* value = &description_;
    for (const auto member : path) {
      const auto* object = value->if_object();
      value = object != nullptr ? object->if_contains(member) : nullptr;
      if (value == nullptr) return none;
    }
    return *value;
  }
  bool holds(std::initializer_list<std::string_view> path, const json::value& expected) const {
    return at(path) == expected;
  }
  // Notes a difference.
  void compare(std::string_view what, std::initializer_list<std::string_view> path, const json::value& expected) {
    if (holds(path, expected)) return;
    differences_.push_back(
        fmt::format("{} is {}, and {} is configured", what, json::serialize(at(path)), json::serialize(expected)));
  }
  std::vector<std::string> take_differences() { return std::move(differences_); }

 private:
  const json::value& description_;
  std::vector<std::string> differences_;
};

Result<void> check_identity(const std::string& name, const Inspector& inspector, const CollectionLayout& layout) {
  const auto& model = inspector.at({"config", "metadata", "embedding_model"});
  if (model != json::value(layout.embedding_model)) {
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("the collection {} holds vectors of {} and {} is configured: configure that model again, "
                    "name another collection, or run `edify reindex`",
                    name, model.is_string() ? model.as_string().c_str() : "an unknown model", layout.embedding_model),
        "embedding_model");
  }
  const auto refuse = [&](std::string_view what, const json::value& found, const json::value& expected) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("the collection {} can not be used: {} is {} and must be {}; run `edify reindex`, or name "
                            "another collection",
                            name, what, json::serialize(found), json::serialize(expected)),
                "collection");
  };
  const std::array<std::tuple<std::string_view, json::value, json::value>, 6> musts = {{
      {"the size of vector dense", inspector.at({"config", "params", "vectors", "dense", "size"}), embedding_dimension},
      {"its distance", inspector.at({"config", "params", "vectors", "dense", "distance"}), "Cosine"},
      {"the modifier of the sparse vector lexical",
       inspector.at({"config", "params", "sparse_vectors", "lexical", "modifier"}), "idf"},
      {"the dimension in its metadata", inspector.at({"config", "metadata", "dimension"}), embedding_dimension},
      {"the schema of its points", inspector.at({"config", "metadata", "schema"}), point_schema},
      {"the version of its analyzer", inspector.at({"config", "metadata", "analyzer"}), lexical::analyzer_version},
  }};
  for (const auto& [what, found, expected] : musts) {
    if (found != expected) return refuse(what, found, expected);
  }
  return {};
}

void compare_layout(Inspector& inspector, const CollectionLayout& layout) {
  inspector.compare("the number of shards", {"config", "params", "shard_number"}, layout.shards);
  inspector.compare("the replication factor", {"config", "params", "replication_factor"}, layout.replicas);
  inspector.compare("the write consistency factor", {"config", "params", "write_consistency_factor"},
                    layout.write_consistency);
  inspector.compare("the place of the original vectors (on disk)", {"config", "params", "vectors", "dense", "on_disk"},
                    true);
  inspector.compare("the place of the payload (on disk)", {"config", "params", "on_disk_payload"}, true);
  inspector.compare("the quantisation", {"config", "quantization_config", "scalar", "type"}, "int8");
  inspector.compare("the place of quantised vectors (always in memory)",
                    {"config", "quantization_config", "scalar", "always_ram"}, true);
  inspector.compare("the average length of a text", {"config", "metadata", "average_length"}, layout.average_length);
  for (const auto& index : indexes) {
    inspector.compare(fmt::format("the index on {}", index.field), {"payload_schema", index.field, "data_type"},
                      json::value(index.type));
  }
  inspector.compare("the tenant mark of the index on module", {"payload_schema", "module", "params", "is_tenant"},
                    true);
}

Result<Collection> examine(Peer& peer, const std::string& name, const CollectionLayout& layout) {
  EDIFY_TRY(const auto description, peer.call({.method = http::Method::get,
                                               .target = fmt::format("/collections/{}", http::percent_encode(name)),
                                               .body = {}}));
  Inspector inspector(description);
  EDIFY_CHECK(check_identity(name, inspector, layout));
  compare_layout(inspector, layout);
  const auto& length = inspector.at({"config", "metadata", "average_length"});
  if (!length.is_int64() || length.as_int64() <= 0) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("the collection {} does not say its average length: name another collection", name),
                "collection");
  }
  return Collection{.name = name,
                    .has_alias = true,
                    .average_length = length.to_number<std::uint32_t>(),
                    .differences = inspector.take_differences()};
}

}  // namespace

Result<std::optional<Collection>> find_collection(Peer& peer, const std::string& name, const CollectionLayout& layout) {
  EDIFY_TRY(const auto behind, alias_target(peer, name));
  auto found = examine(peer, behind.value_or(name), layout);
  if (!found && found.error().code == ErrorCode::not_found) return std::nullopt;
  if (!found) return std::unexpected(std::move(found).error());
  found->has_alias = behind.has_value();
  return std::move(*found);
}

Result<Collection> prepare_collection(Peer& peer, const std::string& name, const CollectionLayout& layout) {
  EDIFY_TRY(auto found, find_collection(peer, name, layout));
  if (!found) {
    const std::string first = name + "_v1";
    EDIFY_CHECK(create_collection(peer, first, layout));
    EDIFY_CHECK(point_alias(peer, name, first));
    EDIFY_TRY(found, find_collection(peer, name, layout));
    if (!found) return fail(ErrorCode::unavailable, fmt::format("Qdrant lost the collection {}", name), "qdrant_error");
  }
  if (found->differences.empty()) return std::move(*found);
  // What is missing of the indexes is made; an index of another type stays and is told.
  for (const auto& index : indexes) EDIFY_CHECK(create_index(peer, found->name, index));
  EDIFY_TRY(auto again, find_collection(peer, name, layout));
  if (again) return std::move(*again);
  return std::move(*found);
}

Result<void> create_collection(Peer& peer, const std::string& name, const CollectionLayout& layout) {
  const auto made = peer.call({.method = http::Method::put,
                               .target = fmt::format("/collections/{}", http::percent_encode(name)),
                               .body = json::serialize(description_of(layout)),
                               .kind = Kind::write});
  if (!made && made.error().code != ErrorCode::conflict) return std::unexpected(made.error());
  for (const auto& index : indexes) EDIFY_CHECK(create_index(peer, name, index));
  return {};
}

Result<void> delete_collection(Peer& peer, const std::string& name) {
  const auto gone = peer.call({.method = http::Method::remove,
                               .target = fmt::format("/collections/{}", http::percent_encode(name)),
                               .body = {},
                               .kind = Kind::write});
  if (!gone && gone.error().code != ErrorCode::not_found) return std::unexpected(gone.error());
  return {};
}

Result<std::optional<std::string>> alias_target(Peer& peer, const std::string& alias) {
  EDIFY_TRY(const auto answer, peer.call({.method = http::Method::get, .target = "/aliases", .body = {}}));
  return read_answer([&]() -> Result<std::optional<std::string>> {
    for (const auto& each : answer.at("aliases").as_array()) {
      if (each.at("alias_name").as_string() == alias) return std::string(each.at("collection_name").as_string());
    }
    return std::nullopt;
  });
}

Result<void> point_alias(Peer& peer, const std::string& alias, const std::string& collection) {
  EDIFY_TRY(const auto before, alias_target(peer, alias));
  json::array actions;
  if (before) actions.push_back(json::object{{"delete_alias", {{"alias_name", alias}}}});
  actions.push_back(json::object{{"create_alias", {{"collection_name", collection}, {"alias_name", alias}}}});
  return peer.perform({.method = http::Method::post,
                       .target = "/collections/aliases",
                       .body = json::serialize(json::object{{"actions", std::move(actions)}}),
                       .kind = Kind::write});
}

Result<void> remove_alias(Peer& peer, const std::string& alias) {
  EDIFY_TRY(const auto before, alias_target(peer, alias));
  if (!before) return {};
  const json::object action{{"delete_alias", {{"alias_name", alias}}}};
  return peer.perform({.method = http::Method::post,
                       .target = "/collections/aliases",
                       .body = json::serialize(json::object{{"actions", json::array{action}}}),
                       .kind = Kind::write});
}

}  // namespace edify::store::qdrant
