#include "parse/pdf/furniture.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <iterator>
#include <regex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace edify::parse::pdf {
namespace {

constexpr float edge_zone = 0.14F;    // of the page's height
constexpr std::size_t edge_rows = 3;  // printed rows from the edge
constexpr float same_height = 6.0F;   // points
constexpr std::uint32_t neighbour_pages = 2;
constexpr float large_text = 1.2F;  // × body
constexpr std::size_t large_text_pages = 3;
constexpr std::size_t longest_furniture = 200;  // bytes

struct Candidate {
  Line* line = nullptr;
  std::uint32_t page = 0;
  std::size_t row = 0;  // 0: the outermost
  bool top = false;
};

bool is_page_number(const std::string& text) {
  static const std::regex pattern(
      R"([^0-9a-z]{0,8}(page|seite|pagina|p\.|pg\.)?\s*([0-9]{1,4}|[ivxlc]{1,7})(\s*(of|/|von|de)\s*[0-9]{1,4})?[^0-9a-z]{0,8})",
      std::regex::icase | std::regex::optimize);
  return text.size() <= 24 && std::regex_match(text, pattern);
}

// Equal for "Page 3 of 9" and "Page 12 of 9".
std::string without_digits(const std::string& text) {
  std::string key;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit) key.push_back(c);
    if (digit && (key.empty() || key.back() != '#')) key.push_back('#');
  }
  return key;
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// What libraries and publishers print at the edge of every page that they hand out.
bool is_stamp(const std::string& text) {
  constexpr std::array<std::string_view, 7> starts = {"downloaded from", "downloaded by",           "download date",
                                                      "digitized by",    "this content downloaded", "scanned by",
                                                      "scanned with"};
  const std::string lower = lower_ascii(text);
  return std::ranges::any_of(starts, [&](std::string_view start) { return lower.starts_with(start); });
}

// "412 BRITISH HUSBANDRY": numbers of headings are smaller.
bool is_numbered_running_title(const std::string& text) {
  constexpr std::size_t longest = 60;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits < 2 || digits > 4 || text.size() > longest || digits + 1 >= text.size() || text[digits] != ' ')
    return false;
  const auto upper = std::ranges::count_if(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  const auto lower = std::ranges::count_if(text, [](char c) { return c >= 'a' && c <= 'z'; });
  return text.substr(0, digits) >= (digits == 2 ? "20" : "") && upper >= 6 && lower * 4 <= upper;
}

void add_edge(PageLines& page, bool top, std::vector<Candidate>& candidates) {
  const float height = frame_size(page.size, page.direction).height;
  std::vector<Line*> lines;
  for (Line& line : page.lines) {
    const bool near = top ? line.box.y1 <= edge_zone * height : line.box.y0 >= (1 - edge_zone) * height;
    const bool has_words = std::ranges::any_of(
        line.text, [](unsigned char c) { return std::isalnum(c) != 0 || (c >= 0xC3 && c != 0xE2); });  // no lone dashes
    const bool is_known = line.furniture != ElementType::uncategorized_text;
    if (near && has_words && !is_known && line.direction == page.direction && line.table < 0) lines.push_back(&line);
  }
  std::ranges::stable_sort(lines, {}, [&](const Line* line) { return top ? line->baseline : -line->baseline; });
  std::size_t row = 0;
  const Line* last = nullptr;
  for (Line* line : lines) {
    if (last && std::abs(line->baseline - last->baseline) > line->size / 2) ++row;
    if (row >= edge_rows) break;
    if (line->text.size() <= longest_furniture) candidates.push_back({line, page.number, row, top});
    last = line;
  }
}

// How many pages near to `candidate`'s have it too; its own counts.
std::size_t repeated_on(const Candidate& candidate, const std::vector<const Candidate*>& same_key, bool to_the_letter) {
  std::size_t pages = 0;
  const auto first = std::ranges::lower_bound(same_key, candidate.page - std::min(candidate.page, neighbour_pages), {},
                                              [](const Candidate* other) { return other->page; });
  for (auto other = first; other != same_key.end() && (*other)->page <= candidate.page + neighbour_pages; ++other) {
    if (*other != &candidate && (*other)->page == candidate.page) continue;
    if (std::abs((*other)->line->baseline - candidate.line->baseline) > same_height) continue;
    pages += !to_the_letter || (*other)->line->text == candidate.line->text;
  }
  return pages;
}

void mark_repeated(const std::vector<Candidate>& candidates, float body_size) {
  std::unordered_map<std::string, std::vector<const Candidate*>> by_key;
  for (const Candidate& candidate : candidates) {
    by_key[(candidate.top ? '^' : '_') + without_digits(candidate.line->text)].push_back(&candidate);
  }
  for (const auto& [key, group] : by_key) {
    for (const Candidate* candidate : group) {
      const bool large = candidate->line->size > large_text * body_size;
      if (repeated_on(*candidate, group, large) < (large ? large_text_pages : 2)) continue;
      candidate->line->furniture = candidate->top ? ElementType::header : ElementType::footer;
    }
  }
}

void mark_page_numbers(const std::vector<Candidate>& candidates, float body_size) {
  for (const Candidate& candidate : candidates) {
    Line& line = *candidate.line;
    const bool outermost = candidate.row == 0 || line.furniture != ElementType::uncategorized_text;
    if (!outermost || line.size > large_text * body_size) continue;
    if (is_page_number(line.text)) {
      line.furniture = ElementType::page_number;
    } else if (candidate.top && is_numbered_running_title(line.text)) {
      line.furniture = ElementType::header;
    }
  }
}

// "Chapter 2 . . . 17": the title beside a page number changes with the chapter, but runs with the number.
void mark_beside_page_numbers(const std::vector<Candidate>& candidates) {
  for (auto first = candidates.begin(); first != candidates.end();) {
    const auto last = std::find_if(first, candidates.end(), [&](const Candidate& other) {
      return other.page != first->page || other.top != first->top || other.row != first->row;
    });
    const bool numbered = std::any_of(
        first, last, [](const Candidate& candidate) { return candidate.line->furniture == ElementType::page_number; });
    for (; first != last; ++first) {
      if (!numbered || first->line->furniture != ElementType::uncategorized_text) continue;
      first->line->furniture = first->top ? ElementType::header : ElementType::footer;
    }
  }
}

constexpr float table_zone = 0.22F;  // of the page's height: letterheads in boxes are higher than lines

constexpr std::size_t most_tables = 20;  // of a page with a letterhead; each is held against its neighbours'

struct EdgeTable {
  Line* line = nullptr;
  std::uint32_t page = 0;
  bool top = false;
  std::string key;
};

std::string table_key(const TableGrid& table) {
  std::string text;
  for (const TableCellLines& cell : table.cells) {
    for (const Line& line : cell.lines) text += line.text + '\n';
  }
  return without_digits(text);
}

// The boxed letterhead of forms and procedures: a table on page after page.
void mark_repeated_tables(std::vector<PageLines>& pages) {
  std::vector<EdgeTable> tables;
  for (PageLines& page : pages) {
    const float height = frame_size(page.size, page.direction).height;
    if (page.tables.size() > most_tables) continue;
    for (Line& line : page.lines) {
      if (line.table < 0) continue;
      const bool top = line.box.y1 <= table_zone * height;
      if (!top && line.box.y0 < (1 - table_zone) * height) continue;
      tables.push_back({&line, page.number, top, table_key(page.tables[static_cast<std::size_t>(line.table)])});
    }
  }
  for (auto first = tables.begin(); first != tables.end(); ++first) {
    for (auto other = std::next(first); other != tables.end() && other->page <= first->page + neighbour_pages;
         ++other) {
      const bool same = other->page != first->page && other->top == first->top && other->key == first->key &&
                        std::abs(other->line->box.y0 - first->line->box.y0) <= same_height;
      if (same)
        first->line->furniture = other->line->furniture = first->top ? ElementType::header : ElementType::footer;
    }
  }
}

// Stamps run up the margin as often as along the edge.
void mark_sideways_stamps(std::vector<PageLines>& pages) {
  for (PageLines& page : pages) {
    for (Line& line : page.lines) {
      if (line.direction != page.direction && is_stamp(line.text)) line.furniture = ElementType::footer;
    }
  }
}

std::vector<Candidate> edge_lines(std::vector<PageLines>& pages) {
  std::vector<Candidate> candidates;
  for (PageLines& page : pages) {
    add_edge(page, true, candidates);
    add_edge(page, false, candidates);
  }
  return candidates;
}

void mark_edge_stamps(const std::vector<Candidate>& candidates) {
  for (const Candidate& candidate : candidates) {
    if (candidate.row > 0 || !is_stamp(candidate.line->text)) continue;
    candidate.line->furniture = candidate.top ? ElementType::header : ElementType::footer;
  }
}

}  // namespace

void mark_furniture(std::vector<PageLines>& pages, float body_size) {
  mark_sideways_stamps(pages);
  mark_edge_stamps(edge_lines(pages));
  // What the stamp was printed beside is the page's own edge.
  const std::vector<Candidate> candidates = edge_lines(pages);
  mark_repeated(candidates, body_size);
  mark_page_numbers(candidates, body_size);
  mark_beside_page_numbers(candidates);
  mark_repeated_tables(pages);
}

}  // namespace edify::parse::pdf
