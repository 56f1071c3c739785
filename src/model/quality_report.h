// How well a document was read, and what in it concerns persons: kept in the ledger, summed by `edify status`.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/element.h"

namespace edify {

struct SuspiciousPage {
  std::uint32_t page = 0;  // from 1
  std::string reason;      // a stable word: "low_confidence", "legacy_font", …

  bool operator==(const SuspiciousPage&) const = default;
};

struct QualityReport {
  std::uint64_t characters = 0;                        // code points of all text but page furniture
  std::uint32_t pages_ocred = 0;                       // read from their picture, wholly or in part
  double ocr_confidence = 0;                           // mean over these pages, 0 … 1; 0 where there are none
  std::string language;                                // ISO 639-1 of most of its text; empty where unknown
  std::vector<SuspiciousPage> suspicious_pages;        // indexed, but a person should look; the first 100
  std::map<std::string, std::uint64_t> personal_data;  // kind → how many were found; never what

  bool operator==(const QualityReport&) const = default;
};

// All but `personal_data`. Pure, thread-safe.
QualityReport report_quality(const ParsedDocument& document);

}  // namespace edify
