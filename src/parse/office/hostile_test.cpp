// Office documents that were made to hurt: each ends in a typed error or in elements, within limits.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "model/memory_reader.h"
#include "parse/archive/zip_builder.h"
#include "parse/parser.h"

namespace edify::parse {
namespace {

namespace fs = std::filesystem;

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

Result<ParsedDocument> parse(std::string bytes, const Limits& limits = {}) {
  MemoryReader reader(std::move(bytes));
  ParseOptions options;
  options.limits = limits;
  return parse_document(reader, options);
}

std::string verdict(const Result<ParsedDocument>& result) {
  return result ? "ok" : std::string(to_string(result.error().code)) + "/" + result.error().reason;
}

std::string word(const std::string& body, const std::string& head = "") {
  return build_zip({{"word/document.xml", head + "<w:document><w:body>" + body + "</w:body></w:document>"}});
}

std::string workbook(const std::string& sheet, const std::string& strings = "<sst/>") {
  return build_zip({{"xl/workbook.xml", "<workbook><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>"},
                    {"xl/_rels/workbook.xml.rels",
                     "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"s.xml\"/>"
                     "<Relationship Id=\"r2\" Type=\"x/sharedStrings\" Target=\"t.xml\"/></Relationships>"},
                    {"xl/s.xml", "<worksheet><sheetData>" + sheet + "</sheetData></worksheet>"},
                    {"xl/t.xml", strings}});
}

std::string open_sheet(const std::string& table) {
  return build_zip(
      {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
       {"content.xml", "<d><body><spreadsheet><table name=\"S\">" + table + "</table></spreadsheet></body></d>"}});
}

constexpr std::string_view paragraph = "<w:p><w:r><w:t>x</w:t></w:r></w:p>";

TEST(HostileOffice, BoundsTheNestingOfXml) {
  const std::string deep = repeat("<w:sdt>", 100'000) + repeat("</w:sdt>", 100'000);
  EXPECT_EQ(verdict(parse(word(deep))), "over_limit/nesting");
  const std::string fine = repeat("<w:sdt>", 150) + std::string(paragraph) + repeat("</w:sdt>", 150);
  EXPECT_EQ(verdict(parse(word(fine))), "ok");
}

TEST(HostileOffice, ForeseesTheMemoryOfATree) {
  EXPECT_EQ(verdict(parse(word(repeat("<a/>", 3 << 20)))), "over_limit/entry_bytes");
}

TEST(HostileOffice, ExpandsNoEntities) {
  const std::string bomb =
      "<!DOCTYPE d [<!ENTITY a \"" + repeat("x", 1000) + "\"><!ENTITY b \"" + repeat("&a;", 1000) + "\">]>";
  const auto document = parse(word("<w:p><w:r><w:t>see &b;</w:t></w:r></w:p>", bomb));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->elements.at(0).text, "see &b;");
}

TEST(HostileOffice, SaysThatXmlIsDamaged) {
  EXPECT_EQ(verdict(parse(build_zip({{"word/document.xml", "<w:document><w:body>"}}))), "unreadable/malformed");
  EXPECT_EQ(verdict(parse(build_zip({{"word/document.xml", ""}}))), "unreadable/malformed");
  EXPECT_EQ(verdict(parse(build_zip({{"word/documents.xml", ""}}))), "unreadable/malformed");
}

TEST(HostileOffice, TakesSpansThatLie) {
  const std::string table = "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"4000000000\"/><w:vMerge/></w:tcPr>" +
                            std::string(paragraph) + "</w:tc><w:tc><w:tcPr><w:gridSpan w:val=\"-5\"/></w:tcPr>" +
                            std::string(paragraph) + "</w:tc></w:tr></w:tbl>";
  EXPECT_EQ(verdict(parse(word(table))), "ok");
}

TEST(HostileOffice, BoundsWhatRepetitionMakesOfASheet) {
  const std::string cell = "<table-cell number-columns-repeated=\"16384\"><p>x</p></table-cell>";
  EXPECT_EQ(verdict(parse(open_sheet("<table-row number-rows-repeated=\"1048576\">" + cell + "</table-row>"))),
            "over_limit/elements");
}

TEST(HostileOffice, BoundsASheetOfFewCellsFarApart) {
  std::string rows;
  for (int i = 1; i <= 3000; ++i) {
    const std::string row = std::to_string(i);
    rows += "<row r=\"" + row + "\"><c r=\"A" + row + "\"><v>1</v></c>";
    if (i == 1) {
      for (const char c : std::string_view("BCDEFGHIJKLMNOPQRSTUVWXYZ")) {
        rows += std::string("<c r=\"") + c + "1\"><v>1</v></c>";
      }
    }
    rows += "</row>";
  }
  Limits limits;
  limits.elements = 50'000;
  EXPECT_EQ(verdict(parse(workbook(rows), limits)), "over_limit/elements");
  EXPECT_EQ(verdict(parse(workbook(rows))), "ok");
}

TEST(HostileOffice, BoundsTheCellsAndTheTextOfASheet) {
  Limits limits;
  limits.elements = 10;
  EXPECT_EQ(verdict(parse(workbook(repeat("<row><c><v>1</v></c></row>", 11)), limits)), "over_limit/elements");
  const std::string strings = "<sst><si><t>" + repeat("x", 1 << 20) + "</t></si></sst>";
  EXPECT_EQ(verdict(parse(workbook(repeat("<row><c t=\"s\"><v>0</v></c></row>", 65), strings))),
            "over_limit/text_bytes");
}

TEST(HostileOffice, TakesReferencesThatLeadNowhere) {
  EXPECT_EQ(verdict(parse(workbook("<row r=\"-1\"><c r=\"ZZZZZZ99999999999\" s=\"77\" t=\"s\"><v>5</v></c>"
                                   "<c t=\"n\"><v>1</v></c></row>"))),
            "ok");
  const std::string styles =
      "<styles><style type=\"paragraph\" styleId=\"A\"><basedOn val=\"B\"/></style>"
      "<style type=\"paragraph\" styleId=\"B\"><basedOn val=\"A\"/></style></styles>";
  EXPECT_EQ(
      verdict(parse(build_zip(
          {{"word/document.xml", "<document><body><p><pPr><pStyle val=\"A\"/></pPr><r><t>x</t></r></p></body></document>"},
           {"word/_rels/document.xml.rels", "<R><Relationship Id=\"s\" Type=\"x/styles\" Target=\"styles.xml\"/></R>"},
           {"word/styles.xml", styles}}))),
      "ok");
}

TEST(HostileOffice, SaysThatADocumentIsEncrypted) {
  EXPECT_EQ(verdict(parse(build_zip(
                {{"mimetype", "application/vnd.oasis.opendocument.text"},
                 {"META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry></manifest>"},
                 {"content.xml", "?"}}))),
            "unreadable/encrypted");
}

std::vector<fs::path> office_inputs() {
  std::vector<fs::path> inputs;
  for (const auto& entry : fs::directory_iterator(EDIFY_SOURCE_DIR "/tests/cases")) {
    if (!entry.path().filename().string().starts_with("office_")) continue;
    for (const auto& file : fs::directory_iterator(entry.path())) {
      if (file.path().stem() == "input") inputs.push_back(file.path());
    }
  }
  return inputs;
}

TEST(HostileOffice, EndsInATypedErrorOrElementsForDamagedDocuments) {
  std::mt19937 random(4);
  for (const fs::path& path : office_inputs()) {
    std::ifstream in(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    for (int round = 0; round < 60; ++round) {
      std::string damaged = bytes;
      for (int i = 0; i < 3; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
      if (round % 3 == 0) damaged.resize(random() % damaged.size());
      const auto document = parse(std::move(damaged));
      EXPECT_TRUE(document.has_value() || !document.error().message.empty()) << path;
    }
  }
}

}  // namespace
}  // namespace edify::parse
