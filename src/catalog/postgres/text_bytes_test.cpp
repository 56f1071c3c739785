#include "catalog/postgres/text_bytes.h"

#include <gtest/gtest.h>

namespace edify::catalog::postgres {
namespace {

using namespace std::string_literals;

TEST(TextBytes, LeavesTextAsItIs) {
  for (const char* text : {"", "plain", "नमस्ते – “quoted”", "\xF0\x9F\x8E\x93"}) EXPECT_EQ(to_stored_text(text), text);
}

TEST(TextBytes, BringsBackWhatIsNoText) {
  for (const auto& bytes : {"\0"s, "a\0b"s, "caf\xE9.pdf"s, "\xC3"s, "\xED\xA0\x80"s, "\xC0\x80"s, "\xF4\x90\x80\x80"s,
                            "\xF4\x8F\xBC\x80"s, "\xF4\x8F\xBF\xBF"s, "\xF4\x8F\xBB\xBF"s, "\xF4\x8F"s, "\xFF\xFE"s}) {
    EXPECT_EQ(from_stored_text(to_stored_text(bytes)), bytes);
    EXPECT_EQ(to_stored_text(bytes).find('\0'), std::string::npos);
  }
}

TEST(TextBytes, KeepsDifferentBytesApart) {
  EXPECT_NE(to_stored_text("caf\xE9"), to_stored_text("caf\xE8"));
  EXPECT_NE(to_stored_text("\xE9"), to_stored_text(to_stored_text("\xE9")));
}

}  // namespace
}  // namespace edify::catalog::postgres
