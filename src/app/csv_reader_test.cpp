#include "app/csv_reader.h"

#include <gmock/gmock.h>

#include <sstream>

namespace edify::app {
namespace {

using Records = std::vector<std::vector<std::string>>;

Result<Records> read(const std::string& text, CsvReader::Limits limits = {}) {
  std::istringstream stream(text);
  CsvReader reader(stream, "some.csv", limits);
  Records records;
  std::vector<std::string> fields;
  while (true) {
    EDIFY_TRY(const bool found, reader.next(fields));
    if (!found) return records;
    records.push_back(fields);
  }
}

TEST(CsvReader, ReadsQuotedFieldsWithCommasQuotesAndLineEnds) {
  EXPECT_EQ(read("\xEF\xBB\xBFid,text\r\n\r\n1,\"a, \"\"b\"\"\nc\"\r\n2,\n").value(),
            (Records{{"id", "text"}, {"1", "a, \"b\"\nc"}, {"2", ""}}));
  EXPECT_EQ(read("a,b").value(), (Records{{"a", "b"}}));
  EXPECT_EQ(read("").value(), Records{});
}

TEST(CsvReader, NamesLineAndColumnOfWhatIsWrong) {
  EXPECT_EQ(read("id\n\"a\nb\"\n1,\"open\n").error().message,
            "some.csv, line 4, column 2: a quote is opened and never closed");
  EXPECT_THAT(read("id\n\"a\" b\n").error().message, testing::HasSubstr("line 2, column 1"));
}

TEST(CsvReader, HoldsNoMoreThanItsLimits) {
  EXPECT_EQ(read("a\n" + std::string(100, 'x'), {.record_bytes = 50, .fields = 3}).error().code, ErrorCode::over_limit);
  EXPECT_EQ(read("a,b,c,d", {.record_bytes = 50, .fields = 3}).error().code, ErrorCode::over_limit);
}

}  // namespace
}  // namespace edify::app
