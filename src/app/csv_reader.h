// Records of a CSV file as RFC 4180 has them, one after the other: quoted fields may hold commas, quotes and line ends.
// Memory is that of one record.
#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace edify::app {

// Without the blanks around it.
std::string_view without_blanks(std::string_view field);

class CsvReader {
 public:
  struct Limits {
    std::size_t record_bytes = std::size_t{1} << 20U;
    std::size_t fields = 1000;
  };

  // `name` for errors. The stream outlives it.
  CsvReader(std::istream& stream, std::string name) : CsvReader(stream, std::move(name), Limits{}) {}
  CsvReader(std::istream& stream, std::string name, const Limits& limits)
      : stream_(stream), name_(std::move(name)), limits_(limits) {}

  // The next record that is not a blank line; false: there is none. Errors, naming line and column: unreadable (a quote
  // that does not end, or text behind one that did), over_limit.
  Result<bool> next(std::vector<std::string>& fields);
  // The line, from 1, that the record began on.
  std::size_t line() const { return record_line_; }
  // "tickets.csv, line 3, column 2 (opened): why"
  Error wrong(std::size_t column, const std::string& why) const;

 private:
  Result<bool> read_record(std::vector<std::string>& fields);
  Result<void> read_quoted(std::string& field, std::size_t column);
  Result<void> take(std::string& field, char c, std::size_t column);

  std::istream& stream_;
  const std::string name_;
  const Limits limits_;
  std::size_t line_ = 1;  // where the reading is
  std::size_t record_line_ = 0;
  std::size_t record_bytes_ = 0;
};

}  // namespace edify::app
