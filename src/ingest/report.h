// What an ingest did, and what it is doing. Plain values.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace edify::ingest {

struct DocumentProblem {
  std::string path;
  std::string code;    // "unreadable"
  std::string reason;  // "encrypted"
  std::string message;
};

// What a person may want to put right. The ledger has every document's; here are their number and the first paths.
struct Inconsistency {
  std::string kind;  // "unplaced", "no_grade", "no_year", "no_text", "no_title", "unknown_language", "duplicate", …
  std::uint64_t count = 0;
  std::vector<std::string> examples;
};

struct Report {
  std::uint64_t files_seen = 0;
  std::uint64_t files_processed = 0;  // read and published, or touched and found to be the same bytes
  std::uint64_t duplicates = 0;       // not parsed: the bytes are published under another path too
  std::uint64_t files_moved = 0;      // of the duplicates: the other path is gone now
  std::uint64_t files_unchanged = 0;
  std::uint64_t files_elsewhere = 0;  // another ingester of this ledger did them meanwhile
  std::uint64_t files_waiting = 0;    // failed for a passing reason; their time has not come
  std::uint64_t files_outdated = 0;   // made by an older pipeline
  std::uint64_t files_deleted = 0;
  std::uint64_t files_failed = 0;
  std::uint64_t files_needing_ocr = 0;  // with pages that not even OCR could read
  std::uint64_t pages_needing_ocr = 0;
  std::uint64_t chunks_created = 0;
  std::uint64_t embeddings_stored = 0;
  std::uint64_t pages = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t requests = 0;                    // to the source; 0 where no network is between
  std::uint64_t requests_retried = 0;            // of them, those that repeated one that had failed
  double total_time = 0;                         // seconds
  std::uint64_t peak_memory_bytes = 0;           // this process, resident
  std::uint64_t peak_document_memory_bytes = 0;  // of document_memory
  bool complete = false;                         // the whole listing was worked through
  std::vector<DocumentProblem> errors;
  std::vector<std::string> unplaced;  // paths that no placement rule fitted: module general
  std::vector<Inconsistency> inconsistencies;

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
  std::uint64_t bytes_finished = 0;  // and what is done of large documents in hand
  std::uint64_t chunks = 0;
  std::uint64_t pages = 0;
  std::uint64_t failed = 0;
  std::uint64_t memory_bytes = 0;                 // of document_memory in use
  std::uint64_t memory_limit = 0;                 // of it that may be used now
  std::uint32_t downloads = 0;                    // at once, at most
  std::map<std::string, std::uint64_t> failures;  // by reason
  bool source_away = false;
  bool listing_finished = false;
  std::chrono::duration<double> elapsed{};

  // How much of the work is done, 0 … 1: by bytes, which tell more than files, with a floor for many tiny ones.
  double share_done() const {
    constexpr std::uint64_t cost_of_a_file = 20'000;
    const auto done = static_cast<double>(bytes_finished + files_finished * cost_of_a_file);
    const auto all = static_cast<double>(bytes_to_do + files_to_do * cost_of_a_file);
    return all > 0 ? std::min(done / all, 1.0) : 0;
  }
  // -1 where the listing goes on or too little is done.
  double seconds_left() const {
    const double share = share_done();
    if (!listing_finished || share <= 0 || elapsed.count() < 1) return -1;
    return elapsed.count() * (1 - share) / share;
  }
};

// One JSON object, as `ingest --json` prints it and the ledger keeps it, without a line break; and back, where what is
// missing keeps its default.
std::string to_json(const Report& report);
Report report_from_json(std::string_view text);
std::string to_json(const Progress& progress);
Progress progress_from_json(std::string_view text);

}  // namespace edify::ingest
