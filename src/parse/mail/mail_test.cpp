#include <gtest/gtest.h>

#include <string>

#include "model/memory_reader.h"
#include "parse/golden_cases.h"
#include "parse/mail/header.h"
#include "parse/mail/mime_part.h"
#include "parse/mail/transfer_encoding.h"
#include "parse/parser.h"
#include "parse/render.h"

namespace edify::parse {
namespace {

std::string read(const std::string& mail) {
  MemoryReader reader(mail);
  const auto document = parse_document(reader, {});
  return document ? render_text(*document) : document.error().reason;
}

TEST(Base64, SkipsWhatIsNoLetterAndReadsOnAfterPadding) {
  EXPECT_EQ(decode_base64("SGVs\r\nbG8="), "Hello");
  EXPECT_EQ(decode_base64("SGk=SGk="), "HiHi");
  EXPECT_EQ(decode_base64("S!G!k"), "Hi");
  EXPECT_EQ(decode_base64("=== "), "");
}

TEST(QuotedPrintable, DecodesEscapesAndSoftBreaks) {
  EXPECT_EQ(decode_quoted_printable("a=3Db=\r\nc=  \nd"), "a=bcd");
  EXPECT_EQ(decode_quoted_printable("=c3=BC =zz =4"), "\xC3\xBC =zz =4");
  EXPECT_EQ(decode_quoted_printable("a_b="), "a_b");
  EXPECT_EQ(decode_quoted_printable("a_b", true), "a b");
}

TEST(MailWords, JoinsACharacterThatWasCutBetweenTwoWords) {
  EXPECT_EQ(decode_mail_words("=?utf-8?B?4KS5?= =?UTF-8?Q?=E0=A4?=\r\n =?utf-8?Q?=BF?="), "हि");
  EXPECT_EQ(decode_mail_words("a =?iso-8859-1?q?b=E9?= c"), "a bé c");
  EXPECT_EQ(decode_mail_words("no =?word"), "no =?word");
  EXPECT_EQ(decode_mail_words("=?utf-8*de?Q?gr=C3=BCn?="), "grün");
}

TEST(MailValue, ReadsParametersOfEveryKind) {
  const MailValue value =
      parse_mail_value(R"(Text/Plain; charset="UTF-8"; name*0="a \"b"; name*1=c; title*=iso-8859-1'de'gr%FCn; x; y=)");
  EXPECT_EQ(value.value, "text/plain");
  EXPECT_EQ(value.parameter("charset"), "UTF-8");
  EXPECT_EQ(value.parameter("name"), "a \"bc");
  EXPECT_EQ(value.parameter("title"), "grün");
  EXPECT_EQ(value.parameter("y"), "");
}

TEST(Mime, TakesATextWithoutItsBoundaryAsText) {
  EXPECT_EQ(read("From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\nJust text.\n"),
            "From: a@b\n\nJust text.\n");
  EXPECT_EQ(read("From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nCut o"),
            "From: a@b\n\nCut o\n");
}

TEST(Mime, NestsWithinBounds) {
  std::string mail = "From: a@b\nMIME-Version: 1.0\n";
  for (int i = 0; i < 1000; ++i) {
    const std::string boundary = "b" + std::to_string(i);
    mail += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
  }
  EXPECT_TRUE(read(mail + "\nDeep text.").contains("From: a@b"));
}

TEST(Mail, ReadsThePlainFormWhereTheHtmlOneIsEmpty) {
  EXPECT_EQ(read("From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n"
                 "--x\nContent-Type: text/plain\n\nPlain.\n--x\nContent-Type: text/html\n\n<p></p>\n--x--\n"),
            "From: a@b\n\nPlain.\n");
}

TEST(Mail, IsToldFromAMemoByWhatProgramsWrite) {
  EXPECT_EQ(read("From: The Head\nTo: All\nSubject: Keys\nClass: 5\n\nReturn them.\n"),
            "From: The Head To: All Subject: Keys Class: 5\n\nReturn them.\n");
}

std::string msg_bytes() { return read_file(EDIFY_SOURCE_DIR "/tests/cases/mail_msg_with_attachments/input.msg"); }

TEST(OutlookMessage, SurvivesEveryCutAndManyLies) {
  const std::string good = msg_bytes();
  EXPECT_TRUE(read(good).contains("bring water"));
  for (std::size_t size = 0; size < good.size(); size += 257) read(good.substr(0, size));
  for (std::size_t at = 0; at < good.size(); at += 67) {
    std::string bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x5A);
    read(bytes);
  }
}

TEST(OutlookMessage, ReadsStoragesThatHoldEachOtherOnce) {
  std::string bytes = msg_bytes();
  // The attached message's storage holds what the root holds, itself among it.
  const std::string name("3\0007\0000\0001\0000\0000\0000\000D\000", 16);
  const std::size_t entry = (bytes.find(name) / 128) * 128;
  ASSERT_LT(entry, bytes.size());
  const std::string root("R\0o\0o\0t\0", 8);
  bytes.replace(entry + 76, 4, bytes.substr(bytes.find(root) + 76, 4));
  const std::string text = read(bytes);
  EXPECT_TRUE(text.contains("bring water")) << text;
  EXPECT_LT(text.size(), 40'000U);
}

}  // namespace
}  // namespace edify::parse
