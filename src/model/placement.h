// Where a document belongs, read from its path alone.
//
//   SOP/<category>/…                                → module sop
//   Knowledge Bank/kb/2025-2026/grade5/…            → module knowledge_bank, year, grade
//   anything else                                   → module general
//
// The whole source path decides, never one relative to a prefix: `--prefix SOP/` must not turn a policy into a
// general file. Pure functions, thread-safe.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace edify {

enum class Module : std::uint8_t { sop, knowledge_bank, general };

std::string_view to_string(Module module);
std::optional<Module> module_from_string(std::string_view text);

// The grade of a document that belongs to no grade; every grade of an allowed module sees it.
inline constexpr std::string_view general_grade = "general";

// The unit of access and of indexing: a caller sees a partition whole or not at all.
struct Partition {
  Module module = Module::general;
  std::string grade{general_grade};

  auto operator<=>(const Partition&) const = default;
};

struct Placement {
  Partition partition;
  std::string year;        // "2025-2026"
  std::string category;    // SOP only: the folder under SOP, else "general"; empty elsewhere
  bool recognized = true;  // false: no rule fitted and module general is a fallback; the ingest report lists it

  auto operator<=>(const Placement&) const = default;
};

// `path` uses '/' between parts. A missing year becomes `default_year`, a missing grade general_grade.
Placement placement_from_path(std::string_view path, std::string_view default_year);

// "Grade-12", "grade 12", "GRADE12" → "grade12"; "IK1" → "ik1"; "general" → "general"; else nothing.
// Grades are 1-12 and ik1-ik3, matched whole: "grade1" never matches "grade12".
std::optional<std::string> normalize_grade(std::string_view text);

}  // namespace edify
