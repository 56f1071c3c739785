// A document as its source lists it and as the store keeps it. Plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "model/placement.h"

namespace edify {

// Seconds since 1970, UTC.
using UnixSeconds = std::chrono::sys_seconds;

// "2025-11-22T18:47:54Z"
std::string to_rfc3339(UnixSeconds time);
// Now, to the second.
UnixSeconds unix_now();

// One entry of a source's listing. Nothing of the content has been read.
struct SourceObject {
  std::string path;  // whole path inside the source, '/' between parts; the document's identity
  std::uint64_t size = 0;
  std::string etag;  // opaque; changes whenever the content may have changed
  std::string content_type;
  std::string content_md5;  // base64, as the source claims it; empty where it does not
  UnixSeconds last_modified{};
  std::map<std::string, std::string> metadata;  // what its owner wrote beside it, tags too
};

// What the store keeps about a document beside its chunks.
struct DocumentRecord {
  std::string id;  // UUIDv5 of the source path
  std::string path;
  Placement placement;
  std::uint64_t size = 0;
  std::string content_type;
  UnixSeconds last_modified{};
  std::string content_hash;  // SHA-256 of the bytes, hexadecimal
  std::string title;
  std::uint32_t page_count = 0;  // 0: a format without pages
};

// UUIDv5 of the source path.
std::string document_id(std::string_view source_path);
// UUIDv5 of document id, version and chunk index: the same chunk made twice has the same id.
std::string point_id(std::string_view document_id, std::string_view version, std::uint32_t chunk_index);

}  // namespace edify
