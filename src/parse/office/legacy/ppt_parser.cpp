#include "parse/office/legacy/ppt_parser.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "parse/markup/table.h"
#include "parse/markup/text_normalizer.h"
#include "parse/office/element_list.h"
#include "parse/office/legacy/compound_file.h"
#include "parse/office/legacy/legacy_text.h"
#include "parse/office/legacy/ppt_bullets.h"
#include "parse/office/legacy/ppt_document.h"

namespace edify::parse {
namespace {

// [MS-PPT] 2.13.24 and [MS-ODRAW].
enum Type : std::uint16_t {
  outline_text_ref_atom = 3998,
  slide_number_atom = 0xFD8,
  date_atom = 0xFF7,
  generic_date_atom = 0xFF8,
  header_atom = 0xFF9,
  footer_atom = 0xFFA,
  group_container = 0xF003,
  shape_container = 0xF004,
  shape_options = 0xF00B,
  text_box = 0xF00D,
  child_anchor = 0xF00F,
  client_anchor = 0xF010,
  tertiary_options = 0xF122,
};

constexpr int deepest_group = 32;

std::string decode(const PptText& text) {
  return text.is_wide ? decode_utf16(text.bytes) : decode_compressed(text.bytes);
}

struct Cell {
  std::int32_t left = 0, top = 0, right = 0, bottom = 0;
  std::string text;
};

std::vector<std::int32_t> unique_edges(const std::vector<Cell>& cells, std::int32_t Cell::*edge) {
  std::vector<std::int32_t> edges;
  for (const Cell& cell : cells) edges.push_back(cell.*edge);
  std::ranges::sort(edges);
  edges.erase(std::ranges::unique(edges).begin(), edges.end());
  return edges;
}

// How many of `edges` lie in [from, to).
std::uint16_t edges_between(const std::vector<std::int32_t>& edges, std::int32_t from, std::int32_t to) {
  const auto count = std::ranges::lower_bound(edges, to) - std::ranges::lower_bound(edges, from);
  return static_cast<std::uint16_t>(std::clamp<std::ptrdiff_t>(count, 1, 1000));
}

Table to_table(std::vector<Cell> cells) {
  std::ranges::stable_sort(cells, {}, [](const Cell& cell) { return std::pair(cell.top, cell.left); });
  const auto lefts = unique_edges(cells, &Cell::left);
  const auto tops = unique_edges(cells, &Cell::top);
  Table table;
  std::int32_t top = 0;
  for (Cell& cell : cells) {
    if (table.rows.empty() || cell.top != top) table.rows.emplace_back();
    top = cell.top;
    table.rows.back().push_back({.text = std::move(cell.text),
                                 .row_span = edges_between(tops, cell.top, cell.bottom),
                                 .column_span = edges_between(lefts, cell.left, cell.right)});
  }
  return table;
}

class SlideWalker {
 public:
  explicit SlideWalker(const PptSlide& slide) : slide_(slide) {}

  std::vector<Element> walk() && {
    visit(slide_.slide.data, 0);
    std::ranges::stable_sort(placed_, {}, &Placed::place);
    is_notes_ = true;
    visit(slide_.notes.data, 0);
    std::vector<Element> elements;
    for (Placed& placed : placed_) elements.push_back(std::move(placed.element));
    return elements;
  }

 private:
  // Top before bottom, then left before right.
  using Place = std::pair<std::int32_t, std::int32_t>;

  struct Placed {
    Place place;
    Element element;
  };

  void visit(std::string_view data, int depth) {
    if (depth > deepest_group) return;
    PptRecords records(data);
    for (PptRecord record; records.next(record);) {
      if (record.type == client_anchor) {
        place_ = place_of(record);
      } else if (record.type == text_box) {
        add_text_box(record);
      } else if (record.type == group_container && is_table(record)) {
        add_table(record);
      } else if (record.is_container) {
        visit(record.data, depth + 1);
      }
    }
  }

  // Shapes that stand side by side are rarely placed to the unit (1/576 inch).
  static Place place_of(const PptRecord& anchor) {
    constexpr std::int32_t band = 72;
    const bool is_wide = anchor.data.size() >= 16;
    const auto edge = [&](std::size_t i) {
      return is_wide ? static_cast<std::int32_t>(anchor.number(4 * i))
                     : static_cast<std::int16_t>(anchor.number(2 * i, 2));
    };
    return {edge(0) / band, edge(1)};
  }

  void add_table(const PptRecord& group) {
    PptRecords shapes(group.data);
    PptRecord shape;
    if (shapes.next(shape)) visit(shape.data, deepest_group);  // the group's own shape says where it is
    Element element = to_element(to_table(read_cells(group)));
    if (!element.text.empty()) placed_.push_back({place_, std::move(element)});
  }

  // A group whose own shape has table properties.
  static bool is_table(const PptRecord& group) {
    constexpr std::uint32_t table_properties = 0x39F;
    PptRecords shapes(group.data);
    PptRecord shape;
    if (!shapes.next(shape) || shape.type != shape_container) return false;
    PptRecords records(shape.data);
    for (PptRecord record; records.next(record);) {
      if (record.type != shape_options && record.type != tertiary_options) continue;
      for (std::uint32_t i = 0; i < record.instance; ++i) {
        if ((record.number(std::size_t{6} * i, 2) & 0x3FFF) == table_properties) return true;
      }
    }
    return false;
  }

  // Rulings are shapes of the group too; only cells have a text box.
  std::vector<Cell> read_cells(const PptRecord& group) {
    std::vector<Cell> cells;
    PptRecords shapes(group.data);
    for (PptRecord shape; shapes.next(shape);) {
      if (shape.type != shape_container) continue;
      Cell cell;
      bool is_cell = false;
      PptRecords records(shape.data);
      for (PptRecord record; records.next(record);) {
        if (record.type == child_anchor) {
          std::size_t at = 0;
          for (std::int32_t* edge : {&cell.left, &cell.top, &cell.right, &cell.bottom}) {
            *edge = static_cast<std::int32_t>(record.number(at));
            at += 4;
          }
        }
        if (record.type != text_box) continue;
        is_cell = true;
        for (const PptText& text : texts_of(record)) cell.text += decode(text) + " ";
        cell.text = normalize_inline(cell.text);
      }
      if (is_cell) cells.push_back(std::move(cell));
    }
    return cells;
  }

  std::vector<PptText> texts_of(const PptRecord& box) const {
    std::vector<PptText> texts;
    PptRecords records(box.data);
    for (PptRecord record; records.next(record);) {
      take_ppt_text(record, texts);
      const bool refers = record.type == outline_text_ref_atom && record.number(0) < slide_.outline.size();
      if (refers) texts.push_back(slide_.outline[record.number(0)]);
      const bool is_furniture = record.type == slide_number_atom || record.type == date_atom ||
                                record.type == generic_date_atom || record.type == header_atom ||
                                record.type == footer_atom;
      if (is_furniture) return {};
    }
    return texts;
  }

  void add_text_box(const PptRecord& box) {
    for (const PptText& text : texts_of(box)) {
      const bool is_title = text.kind == 0 || text.kind == 6;
      const std::string all = decode(text);
      if (is_title) {
        add(ElementType::title, all);
      } else {
        add_paragraphs(text, all);
      }
    }
  }

  void add_paragraphs(const PptText& text, std::string_view all) {
    const bool is_body = (text.kind == 1 || text.kind == 7 || text.kind == 8) && !is_notes_;
    const std::size_t unit_bytes = text.is_wide ? 2 : 1;
    const PptBullets bullets = read_ppt_bullets(text.style, text.bytes.size() / unit_bytes);
    std::size_t unit = 0;  // of the text as it is stored, where a paragraph begins
    for (std::size_t begin = 0; begin <= all.size();) {
      const std::size_t end = std::min(all.find('\r', begin), all.size());
      const auto run = bullets.upper_bound(unit);
      const bool has_bullet = run == bullets.begin() ? is_body : std::prev(run)->second.value_or(is_body);
      const std::string_view paragraph = all.substr(begin, end - begin);
      add(has_bullet ? ElementType::list_item : ElementType::narrative_text, paragraph);
      unit += utf16_length(paragraph) + 1;
      begin = end + 1;
    }
  }

  static std::size_t utf16_length(std::string_view utf8) {
    std::size_t units = 0;
    for (const char c : utf8) {
      const auto byte = static_cast<unsigned char>(c);
      units += (byte & 0xC0) != 0x80 ? 1 : 0;  // not a character's later byte
      units += byte >= 0xF0 ? 1 : 0;           // two units
    }
    return units;
  }

  // '\v' is a line break within a paragraph.
  void add(ElementType type, std::string_view text) {
    std::string line(text);
    std::ranges::replace(line, '\v', ' ');
    Element element;
    element.type = type;
    element.text = normalize_inline(line);
    element.level = type == ElementType::title ? 1 : 0;
    if (element.text.empty()) return;
    // Titles come first, wherever they stand.
    constexpr Place before_all = {INT32_MIN, 0};
    placed_.push_back({type == ElementType::title ? before_all : place_, std::move(element)});
  }

  const PptSlide& slide_;
  Place place_;  // of the shape that is being read, or of the one before where it does not say
  std::vector<Placed> placed_;
  bool is_notes_ = false;
};

Result<std::string> read_stream(CompoundFile& file, std::string_view name, const Limits& limits) {
  const CompoundEntry* entry = file.find(name);
  if (entry == nullptr) {
    return fail(ErrorCode::unreadable, "the PowerPoint presentation has no stream " + std::string(name), "malformed");
  }
  return file.read(*entry, limits.entry_bytes);
}

}  // namespace

Result<ParsedDocument> parse_ppt(RangeReader& reader, const ParseOptions& options) {
  EDIFY_TRY(CompoundFile file, CompoundFile::open(reader));
  EDIFY_TRY(const std::string current_user, read_stream(file, "Current User", options.limits));
  EDIFY_TRY(const std::string stream, read_stream(file, "PowerPoint Document", options.limits));
  EDIFY_TRY(const std::vector<PptSlide> slides, find_ppt_slides(current_user, stream));
  EDIFY_TRY(const PageRange range, pages_to_read(options, slides.size()));
  ParsedDocument document;
  document.page_count = static_cast<std::uint32_t>(slides.size());
  for (std::uint32_t page = range.first; page <= range.last; ++page) {
    for (Element& element : SlideWalker(slides[page - 1]).walk()) {
      element.page = page;
      document.elements.push_back(std::move(element));
    }
  }
  return document;
}

}  // namespace edify::parse
