// Word's lists: word/numbering.xml, and the counters that give each paragraph its label (ECMA-376-1, 17.9).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "parse/office/xml.h"

namespace edify::parse {

struct ListLabel {
  std::string text;   // "1.", "2.1.", "a)"; empty for a bullet
  bool shows = true;  // false: the level has no label at all
  int depth = 0;      // from 0
};

// Counts while paragraphs are asked about in document order. One thread at a time.
class WordNumbering {
 public:
  explicit WordNumbering(const pugi::xml_document& numbering);

  // The level that `style` is linked to in the list `num_id`; nothing where there is none.
  std::optional<int> level_of_style(std::string_view num_id, std::string_view style) const;

  // The next label of the list `num_id` at `level` (0 … 8); nothing where there is no such list.
  std::optional<ListLabel> next(std::string_view num_id, int level);

 private:
  static constexpr std::size_t max_levels = 9;

  struct Level {
    std::string format = "decimal";
    std::string text;
    std::string style;
    std::int64_t start = 1;
    bool is_legal = false;  // all numbers as decimals
    bool restarts = true;
    bool exists = false;
  };
  using Levels = std::array<Level, max_levels>;

  struct List {
    std::string abstract;
    Levels levels;
    std::array<std::optional<std::int64_t>, max_levels> start_overrides;
    bool is_used = false;
  };

  static Level read_level(const pugi::xml_node& node);
  void read_list(const pugi::xml_node& num, const std::map<std::string, Levels>& abstracts);
  std::string label(const List& list, std::size_t level) const;

  std::map<std::string, List, std::less<>> lists_;
  // A list's counters belong to its abstract definition: lists of one definition go on counting.
  std::map<std::string, std::array<std::optional<std::int64_t>, max_levels>> counters_;
};

}  // namespace edify::parse
