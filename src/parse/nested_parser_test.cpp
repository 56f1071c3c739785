#include "parse/nested_parser.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

#include "model/memory_reader.h"
#include "parse/archive/zip_builder.h"
#include "parse/parser.h"
#include "parse/render.h"

namespace edify::parse {
namespace {

Result<ParsedDocument> parse(std::string bytes, const Limits& limits = {}, const std::string& name = "") {
  MemoryReader reader(std::move(bytes));
  ParseOptions options;
  options.name = name;
  options.limits = limits;
  return parse_document(reader, options);
}

std::string reason_of(const Result<ParsedDocument>& document) { return document ? "parsed" : document.error().reason; }

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string mail_with_attachment(const std::string& body) {
  return "From: a@b\nMIME-Version: 1.0\nSubject: Notice\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nText of "
         "the "
         "mail.\n--x\nContent-Disposition: attachment; filename=a.bin\n\n" +
         body + "\n--x--\n";
}

TEST(NestedDocuments, StopAtTheirDepthAndKeepWhatIsAbove) {
  std::string archive = build_zip({{"deep.txt", "deepest"}});
  for (int i = 0; i < 10; ++i) archive = build_zip({{"note.txt", "a note"}, {"inner.zip", archive}});
  const auto document = parse(archive);
  ASSERT_TRUE(document) << document.error().message;
  const std::string text = render_text(*document);
  EXPECT_TRUE(text.contains("a note"));
  EXPECT_TRUE(text.contains("deeper than 6 documents")) << text;
  EXPECT_FALSE(text.contains("deepest"));
}

TEST(NestedDocuments, AreCountedTogetherOverAllLevels) {
  const std::string inner = build_zip({{"1.txt", "one"}, {"2.txt", "two"}, {"3.txt", "three"}});
  const std::string outer = build_zip({{"a.zip", inner}, {"b.zip", inner}});
  EXPECT_EQ(reason_of(parse(outer, {.entries = 7})), "entries");
  EXPECT_EQ(reason_of(parse(outer, {.entries = 8})), "parsed");
}

TEST(NestedDocuments, UnpackWithinOneBudget) {
  const std::string member(3000, 'x');
  const std::string inner = build_zip({{"1.txt", member}, {"2.txt", member}});
  const std::string outer = build_zip({{"a.zip", inner}, {"b.zip", inner}, {"c.txt", "end"}});
  EXPECT_EQ(reason_of(parse(outer, {.decompressed_bytes = 9000})), "decompressed_bytes");
  EXPECT_EQ(reason_of(parse(outer)), "parsed");
}

TEST(NestedDocuments, ShareTheLimitOfElements) {
  const std::string outer = build_zip({{"1.txt", "a\n\nb\n\nc"}, {"2.txt", "d\n\ne\n\nf"}, {"3.txt", "g"}});
  EXPECT_EQ(reason_of(parse(outer, {.elements = 6})), "elements");
}

TEST(NestedDocuments, AnswerTheFirstErrorWhereNothingCouldBeRead) {
  EXPECT_EQ(reason_of(parse(build_zip({{"1.txt", "secret"}, {"2.txt", "secret"}}, "password"))), "encrypted");
  EXPECT_EQ(reason_of(parse(build_zip({{"empty.txt", ""}}))), "empty");
  EXPECT_EQ(reason_of(parse(build_zip({}))), "empty");
}

TEST(NestedDocuments, LeaveALineInTheMailTheyAreAttachedTo) {
  const auto document = parse(mail_with_attachment(std::string("\1\2\0\3\4", 5)));
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(document->title, "Notice");
  const std::string text = render_text(*document);
  EXPECT_TRUE(text.contains("Text of the mail."));
  EXPECT_TRUE(text.contains("a.bin\n\nNot read: the content is binary data")) << text;
}

TEST(NestedDocuments, KeepNoPageOfTheirOwn) {
  const auto document = parse(mail_with_attachment("# Heading\n\n- a\n- b\n"));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->page_count, 0U);
  for (const Element& element : document->elements) EXPECT_EQ(element.page, 0U);
}

TEST(Gzip, GivesTheDocumentThatItHolds) {
  const auto document = parse(gzip("# Title\n\nText.\n") + gzip("\nMore text.\n"), {}, "notes.md.gz");
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(render_markdown(*document), "# Title\n\nText.\n\nMore text.\n");
  EXPECT_EQ(document->content_type, "application/gzip");
}

TEST(Gzip, RefusesBombsAndDamage) {
  const std::string bomb = gzip(std::string(20 << 20, 'a'));
  EXPECT_EQ(reason_of(parse(bomb)), "decompression_ratio");
  EXPECT_EQ(reason_of(parse(bomb, {.entry_bytes = 1 << 20})), "entry_bytes");
  EXPECT_EQ(reason_of(parse(bomb, {.decompressed_bytes = 1 << 20})), "decompressed_bytes");
  const std::string good = gzip("Some text that is packed.");
  EXPECT_EQ(reason_of(parse(good.substr(0, good.size() - 9))), "malformed");
  EXPECT_EQ(reason_of(parse(good.substr(0, 12) + "zzzzzzzzzzzzzzzz")), "malformed");
}

}  // namespace
}  // namespace edify::parse
