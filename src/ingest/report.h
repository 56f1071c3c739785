// What an ingest did, and what it is doing. Plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace edify::ingest {

struct DocumentProblem {
  std::string path;
  std::string code;    // "unreadable"
  std::string reason;  // "encrypted"
  std::string message;
};

struct Report {
  std::uint64_t files_seen = 0;
  std::uint64_t files_processed = 0;  // read and published, or found to be the same bytes
  std::uint64_t files_unchanged = 0;
  std::uint64_t files_waiting = 0;   // failed for a passing reason; their time has not come
  std::uint64_t files_outdated = 0;  // made by an older pipeline
  std::uint64_t files_deleted = 0;
  std::uint64_t files_failed = 0;
  std::uint64_t files_needing_ocr = 0;  // with pages that not even OCR could read
  std::uint64_t pages_needing_ocr = 0;
  std::uint64_t duplicates = 0;  // processed documents whose bytes are published under another path too
  std::uint64_t chunks_created = 0;
  std::uint64_t embeddings_stored = 0;
  std::uint64_t pages = 0;
  std::uint64_t bytes_read = 0;
  double total_time = 0;                         // seconds
  std::uint64_t peak_memory_bytes = 0;           // this process, resident
  std::uint64_t peak_document_memory_bytes = 0;  // of document_memory
  bool complete = false;                         // the whole listing was worked through
  std::vector<DocumentProblem> errors;
  std::vector<std::string> unplaced;  // paths that no placement rule fitted: module general

  double files_per_hour() const {
    return total_time > 0 ? static_cast<double>(files_processed) * 3600 / total_time : 0;
  }
};

// A moment of a running ingest.
struct Progress {
  std::uint64_t files_listed = 0;
  std::uint64_t files_to_do = 0;  // of the listed
  std::uint64_t bytes_to_do = 0;
  std::uint64_t files_finished = 0;  // of those to do, failed ones too
  std::uint64_t bytes_finished = 0;
  std::uint64_t chunks = 0;
  std::uint64_t pages = 0;
  std::uint64_t failed = 0;
  std::uint64_t memory_bytes = 0;
  bool listing_finished = false;
  std::chrono::duration<double> elapsed{};
};

}  // namespace edify::ingest
