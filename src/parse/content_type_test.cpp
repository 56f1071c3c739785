#include "parse/content_type.h"

#include <gtest/gtest.h>

#include <string>

#include "model/memory_reader.h"

namespace edify::parse {
namespace {

using namespace std::string_literals;

std::string mime_of(const std::string& bytes, const std::string& name = "") {
  MemoryReader reader(bytes);
  const auto type = detect_content_type(reader, name);
  return type ? std::string(type->mime) : std::string(to_string(type.error().code));
}

// A compound file of a header, its allocation table, and a directory of the root and one stream.
std::string compound_file(const std::string& stream) {
  std::string bytes(512 + 2 * 512, '\0');
  bytes.replace(0, 8, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
  bytes[30] = 9;  // sectors of 512 bytes
  bytes[32] = 6;
  bytes[48] = 1;                                   // the directory is the second sector after the header
  bytes.replace(60, 16, std::string(16, '\xFF'));  // no small streams, no further tables
  bytes.replace(76, 436, std::string(436, '\xFF'));
  bytes.replace(76, 4, 4, '\0');  // the table is the first
  bytes.replace(512, 8, "\xFD\xFF\xFF\xFF\xFE\xFF\xFF\xFF");
  bytes[1024 + 76] = 1;  // the root's child
  const std::size_t entry = 1024 + 128;
  for (std::size_t i = 0; i < stream.size(); ++i) bytes[entry + 2 * i] = stream[i];
  bytes[entry + 64] = static_cast<char>(2 * stream.size() + 2);
  bytes[entry + 66] = 2;
  bytes.replace(entry + 68, 12, std::string(12, '\xFF'));
  return bytes;
}

TEST(ContentType, KnowsFormatsByTheirMagic) {
  EXPECT_EQ(mime_of("%PDF-1.7\n"), "application/pdf");
  EXPECT_EQ(mime_of("rubbish before the header\n%PDF-1.4\n"), "application/pdf");
  EXPECT_EQ(mime_of("{\\rtf1\\ansi"), "application/rtf");
  EXPECT_EQ(mime_of("\x89PNG\r\n\x1a\n....."), "image/png");
  EXPECT_EQ(mime_of("\xFF\xD8\xFF\xE0 JFIF"), "image/jpeg");
  EXPECT_EQ(mime_of("II*\0\x08\0\0\0"s), "image/tiff");
  EXPECT_EQ(mime_of("MM\0*\0\0\0\x08"s), "image/tiff");
  EXPECT_EQ(mime_of("GIF89a\1\0"s), "image/gif");
  EXPECT_EQ(mime_of("RIFF\x10\0\0\0WEBPVP8 "s), "image/webp");
  EXPECT_EQ(mime_of("BM\x46\0\0\0\0\0\0\0\x36\0\0\0"s), "image/bmp");
}

TEST(ContentType, TellsZipBasedOfficeFormatsApartByTheirEntries) {
  EXPECT_EQ(mime_of("PK\x03\x04....[Content_Types].xml....word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  EXPECT_EQ(mime_of("PK\x03\x04....ppt/presentation.xml", "slides.docx"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation");
  EXPECT_EQ(mime_of("PK\x03\x04" + std::string(200'000, 'x') + "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  EXPECT_EQ(mime_of("PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.textPK"),
            "application/vnd.oasis.opendocument.text");
  EXPECT_EQ(mime_of("PK\x03\x04....mimetypeapplication/epub+zipPK"), "application/epub+zip");
  EXPECT_EQ(mime_of("PK\x03\x04....holiday/photo.jpg"), "application/zip");
}

TEST(ContentType, TellsCompoundFilesApartByTheirStreams) {
  EXPECT_EQ(mime_of(compound_file("WordDocument")), "application/msword");
  EXPECT_EQ(mime_of(compound_file("Workbook")), "application/vnd.ms-excel");
  EXPECT_EQ(mime_of(compound_file("PowerPoint Document")), "application/vnd.ms-powerpoint");
  EXPECT_EQ(mime_of(compound_file("EncryptedPackage")), "application/encrypted-ooxml");
  EXPECT_EQ(mime_of(compound_file("WORKBOOK")), "application/vnd.ms-excel");
  EXPECT_EQ(mime_of(compound_file("Something else")), "application/x-ole-storage");
  EXPECT_EQ(mime_of("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 cut off"), "unreadable");
}

TEST(ContentType, KnowsTextFormatsByTheirStructureWithoutAName) {
  EXPECT_EQ(mime_of("\n<!-- made by hand --><!DOCTYPE html><p>x"), "text/html");
  EXPECT_EQ(mime_of("<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">"), "text/html");
  EXPECT_EQ(mime_of("<?xml version=\"1.0\"?><feed/>"), "application/xml");
  EXPECT_EQ(mime_of("{\"a\": [1, 2]}"), "application/json");
  EXPECT_EQ(mime_of("[{\"a\": 1}]"), "application/json");
  EXPECT_EQ(mime_of("# Title\n\nText with a [link](x).\n"), "text/markdown");
  EXPECT_EQ(mime_of("a,b,c\n1,2,3\n4,5,6\n"), "text/csv");
  EXPECT_EQ(mime_of("Dear parents,\n\nschool starts on Monday.\n"), "text/plain");
  EXPECT_EQ(mime_of("[1] Smith, 2004. A paper, a title.\n"), "text/plain");
}

TEST(ContentType, LetsTheNameDecideOnlyWhereContentIsSilent) {
  EXPECT_EQ(mime_of("Just words.", "notes.md"), "text/markdown");
  EXPECT_EQ(mime_of("Just words.", "notes.HTML"), "text/html");
  EXPECT_EQ(mime_of("one\ntwo\nthree\n", "names.csv"), "text/csv");
  EXPECT_EQ(mime_of("# Title\n\nText with a [link](x).\n", "readme.txt"), "text/plain");
  EXPECT_EQ(mime_of("%PDF-1.7\n", "notes.txt"), "application/pdf");
  EXPECT_EQ(mime_of("<html><body>x</body></html>", "page.txt"), "text/html");
}

TEST(ContentType, TakesUtf16ForTextAndRubbishForNothing) {
  EXPECT_EQ(mime_of("\xFF\xFEH\0e\0l\0l\0o\0"s), "text/plain");
  EXPECT_EQ(mime_of("H\0e\0l\0l\0o\0 \0y\0o\0u\0"s), "text/plain");
  EXPECT_EQ(mime_of("\x01\x02\x00\x03\xF0\x9F\x00"s, "notes.txt"), "unsupported_format");
}

}  // namespace
}  // namespace edify::parse
