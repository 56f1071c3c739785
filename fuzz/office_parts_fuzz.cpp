// The XML parts of zipped office documents, packed anew so that the fuzzer need not learn ZIP. The first byte chooses
// the format; the parts follow, a zero byte between them, the main one first.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "document_checks.h"
#include "model/memory_reader.h"
#include "parse/archive/zip_builder.h"
#include "parse/parser.h"

using namespace edify;
using namespace edify::parse;

namespace {

using Parts = std::array<std::string, 3>;

Parts split(std::string_view bytes) {
  Parts parts;
  for (std::string& part : parts) {
    const auto end = bytes.find('\0');
    part = bytes.substr(0, end);
    bytes = end == std::string_view::npos ? std::string_view() : bytes.substr(end + 1);
  }
  return parts;
}

std::string relations(std::string_view first, std::string_view second, std::string_view third) {
  std::string xml = "<Relationships>";
  int number = 0;
  for (const std::string_view relation : {first, second, third}) {
    const auto bar = relation.find('|');
    if (bar == std::string_view::npos) continue;
    xml += "<Relationship Id=\"r" + std::to_string(++number) + "\" Type=\"x/" + std::string(relation.substr(0, bar)) +
           "\" Target=\"" + std::string(relation.substr(bar + 1)) + "\"/>";
  }
  return xml + "</Relationships>";
}

ZipContents package(unsigned format, const Parts& parts) {
  constexpr std::array<const char*, 3> open_kinds = {"text", "presentation", "spreadsheet"};
  switch (format % 7) {
    case 0:
      return {{"word/document.xml", parts[0]},
              {"word/_rels/document.xml.rels", relations("styles|styles.xml", "numbering|numbering.xml", "")},
              {"word/styles.xml", parts[1]},
              {"word/numbering.xml", parts[2]}};
    case 1:
      return {{"ppt/presentation.xml",
               "<p:presentation xmlns:p=\"p\" xmlns:r=\"r\"><p:sldIdLst><p:sldId r:id=\"r1\"/></p:sldIdLst>"
               "</p:presentation>"},
              {"ppt/_rels/presentation.xml.rels", relations("slide|slides/s.xml", "", "")},
              {"ppt/slides/s.xml", parts[0]},
              {"ppt/slides/_rels/s.xml.rels", relations("notesSlide|../n.xml", "slideLayout|../l.xml", "")},
              {"ppt/n.xml", parts[1]},
              {"ppt/l.xml", parts[2]}};
    case 2:
      return {{"xl/workbook.xml", "<workbook><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>"},
              {"xl/_rels/workbook.xml.rels", relations("worksheet|s.xml", "sharedStrings|t.xml", "styles|y.xml")},
              {"xl/s.xml", parts[0]},
              {"xl/t.xml", parts[1]},
              {"xl/y.xml", parts[2]}};
    case 3:
      return {
          {"mimetype", "application/epub+zip"},
          {"META-INF/container.xml", "<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>"},
          {"b.opf", parts[0]},
          {"c.xhtml", parts[1]},
          {"toc.ncx", parts[2]}};
    default:
      return {{"mimetype", std::string("application/vnd.oasis.opendocument.") + open_kinds[format % 7 - 4]},
              {"content.xml", parts[0]},
              {"styles.xml", parts[1]},
              {"META-INF/manifest.xml", parts[2]}};
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  MemoryReader reader(build_zip(package(data[0], split({reinterpret_cast<const char*>(data) + 1, size - 1}))));
  ParseOptions options;
  options.strategy = Strategy::fast;
  options.limits = fuzz_limits();
  check_document(parse_document(reader, options));
  return 0;
}
