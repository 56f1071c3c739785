// Where Qdrant is and how its collection is laid out. Plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/secret.h"
#include "http/url.h"

namespace edify::store::qdrant {

// How the collection is made, and what an existing one is held against.
struct CollectionLayout {
  std::uint32_t shards = 1;
  std::uint32_t replicas = 1;
  std::uint32_t write_consistency = 1;  // replicas that must have a write before it counts
  std::string embedding_model;          // into the metadata; a collection of another model is refused
  // Of a text, in terms; BM25 measures lengths against it (sparse_vector.h). An existing collection keeps its own.
  std::uint32_t average_length = 128;
};

struct Options {
  http::Endpoint endpoint;
  Secret api_key;  // empty: none
  std::optional<std::filesystem::path> ca_file;
  // An alias; the collection behind it is `<name>_v<n>`, so that another can take its place (reindex.h). A collection
  // that has this very name is used as it is.
  std::string collection = "edify_documents";
  CollectionLayout layout;

  std::size_t connections = 16;  // more requests at once wait
  std::chrono::milliseconds connect_timeout{1'000};
  std::chrono::milliseconds query_timeout{1'500};  // of a read; three that pass in silence open the breaker
  std::chrono::milliseconds write_timeout{10'000};
  // How long a write is tried again while Qdrant is away; a restart takes some seconds.
  std::chrono::milliseconds write_patience{60'000};
  std::chrono::milliseconds breaker_rest{5'000};

  // Finishes in the background what other processes left in the outbox. For a process that stays.
  bool follows_outbox = true;
  std::chrono::seconds outbox_interval{5};
  std::chrono::seconds outbox_age{30};  // older rows are nobody's any more
};

}  // namespace edify::store::qdrant
