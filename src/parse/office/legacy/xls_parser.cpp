#include "parse/office/legacy/xls_parser.h"

#include <fmt/format.h>

#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "parse/markup/text_normalizer.h"
#include "parse/office/legacy/biff_reader.h"
#include "parse/office/legacy/compound_file.h"
#include "parse/office/legacy/xls_sheet.h"
#include "parse/office/sheet_grid.h"

namespace edify::parse {
namespace {

// [MS-XLS] 2.3: record types.
enum Type : std::uint16_t {
  end_of_stream = 0x0A,
  dates_from_1904 = 0x22,
  encryption = 0x2F,
  code_page = 0x42,
  sheet = 0x85,
  cell_style = 0xE0,
  shared_strings = 0xFC,
  number_format = 0x41E,
  begin_of_stream = 0x809,
};

struct SheetPlace {
  std::string name;
  std::size_t offset = 0;
};

class GlobalsReader {
 public:
  explicit GlobalsReader(std::string_view stream) : records_(stream) {}

  Result<void> read() {
    for (BiffRecord record; records_.next(record) && record.type != end_of_stream;) EDIFY_CHECK(take(record));
    return {};
  }

  XlsWorkbook workbook;
  std::vector<SheetPlace> sheets;

 private:
  Result<void> take(const BiffRecord& record) {
    switch (record.type) {
      case begin_of_stream: workbook.has_unicode = record.u16(0) >= 0x600; break;
      case encryption:
        return fail(ErrorCode::unreadable, "the Excel workbook is encrypted; save it without a password", "encrypted");
      case dates_from_1904: workbook.from_1904 = record.u16(0) != 0; break;
      case code_page: workbook.code_page = static_cast<int>(record.u16(0)); break;
      case cell_style: workbook.cell_formats.push_back(static_cast<std::uint16_t>(record.u16(2))); break;
      case number_format:
        workbook.codes[static_cast<std::uint16_t>(record.u16(0))] =
            read_xls_string(record, 2, workbook.has_unicode ? 2 : 1, workbook);
        break;
      case sheet: {
        const bool is_visible_worksheet = (record.u8(4) & 3) == 0 && record.u8(5) == 0;
        const bool is_new = offsets_.insert(record.u32(0)).second;  // one place can not be read under many names
        if (is_visible_worksheet && is_new) sheets.push_back({read_xls_string(record, 6, 1, workbook), record.u32(0)});
        break;
      }
      case shared_strings: read_strings(record); break;
      default: break;
    }
    return {};
  }

  void read_strings(const BiffRecord& record) {
    std::vector<std::string_view> parts = {record.data};
    for (const std::string_view part : records_.take_continuations()) parts.push_back(part);
    BiffStrings strings(std::move(parts));
    strings.number(4);  // how often they are used
    const std::uint32_t count = strings.number(4);
    while (workbook.strings.size() < count && !strings.at_end()) {
      workbook.strings.push_back(normalize_inline(strings.string()));
    }
  }

  BiffReader records_;
  std::set<std::uint32_t> offsets_;
};

}  // namespace

Result<ParsedDocument> parse_xls(RangeReader& reader, const Limits& limits) {
  EDIFY_TRY(CompoundFile file, CompoundFile::open(reader));
  const CompoundEntry* entry = file.find("Workbook");
  if (entry == nullptr) entry = file.find("Book");
  if (entry == nullptr) return fail(ErrorCode::unreadable, "the Excel workbook has no stream of cells", "malformed");
  EDIFY_TRY(const std::string stream, file.read(*entry, limits.entry_bytes));
  GlobalsReader globals(stream);
  EDIFY_CHECK(globals.read());
  ParsedDocument document;
  for (const SheetPlace& place : globals.sheets) {
    EDIFY_TRY(SheetGrid grid, read_xls_sheet(stream, place.offset, globals.workbook, limits));
    EDIFY_TRY(std::vector<SheetBlock> blocks, find_sheet_blocks(std::move(grid), limits));
    Element title;
    title.type = ElementType::title;
    title.level = 1;
    title.text = normalize_inline(place.name);
    if (!title.text.empty()) document.elements.push_back(std::move(title));
    for (SheetBlock& block : blocks) std::ranges::move(block.elements, std::back_inserter(document.elements));
  }
  return document;
}

}  // namespace edify::parse
