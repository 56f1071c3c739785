#include "app/csv_reader.h"

#include <fmt/format.h>

namespace edify::app {
namespace {

constexpr int ended = std::istream::traits_type::eof();

void skip_byte_order_mark(std::istream& stream) {
  for (const char each : {'\xEF', '\xBB', '\xBF'}) {
    if (stream.peek() != std::istream::traits_type::to_int_type(each)) return;
    stream.get();
  }
}

}  // namespace

std::string_view without_blanks(std::string_view field) {
  const auto first = field.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return field.substr(first, field.find_last_not_of(" \t") - first + 1);
}

Error CsvReader::wrong(std::size_t column, const std::string& why) const {
  return {ErrorCode::unreadable, fmt::format("{}, line {}, column {}: {}", name_, record_line_, column, why),
          "malformed"};
}

Result<void> CsvReader::take(std::string& field, char c, std::size_t column) {
  if (++record_bytes_ > limits_.record_bytes) {
    return fail(ErrorCode::over_limit,
                fmt::format("{}, line {}, column {}: a record has more than {} bytes; is a quote left open?", name_,
                            record_line_, column, limits_.record_bytes),
                "record_too_large");
  }
  field += c;
  return {};
}

// Behind its opening quote, to behind its closing one.
Result<void> CsvReader::read_quoted(std::string& field, std::size_t column) {
  while (true) {
    const int c = stream_.get();
    if (c == ended) return std::unexpected(wrong(column, "a quote is opened and never closed"));
    if (c == '\n') ++line_;
    if (c == '"') {
      if (stream_.peek() != '"') break;
      stream_.get();
    }
    EDIFY_CHECK(take(field, static_cast<char>(c), column));
  }
  const int next = stream_.peek();
  if (next == ',' || next == '\n' || next == '\r' || next == ended) return {};
  return std::unexpected(wrong(column, "text stands behind a closing quote; double the quotes inside a field"));
}

Result<bool> CsvReader::read_record(std::vector<std::string>& fields) {
  fields.assign(1, {});
  record_line_ = line_;
  record_bytes_ = 0;
  if (stream_.peek() == ended) return false;
  while (true) {
    const int c = stream_.get();
    if (c == ended) return true;
    if (c == '\n') {
      ++line_;
      return true;
    }
    if (c == '\r' && (stream_.peek() == '\n' || stream_.peek() == ended)) continue;
    if (c == ',') {
      if (fields.size() == limits_.fields) {
        return fail(ErrorCode::over_limit,
                    fmt::format("{}, line {}: more than {} columns", name_, record_line_, limits_.fields),
                    "too_many_columns");
      }
      fields.emplace_back();
    } else if (c == '"' && fields.back().empty()) {
      EDIFY_CHECK(read_quoted(fields.back(), fields.size()));
    } else {
      EDIFY_CHECK(take(fields.back(), static_cast<char>(c), fields.size()));
    }
  }
}

Result<bool> CsvReader::next(std::vector<std::string>& fields) {
  if (line_ == 1 && record_line_ == 0) skip_byte_order_mark(stream_);
  while (true) {
    EDIFY_TRY(const bool found, read_record(fields));
    if (!found || fields.size() > 1 || !fields.front().empty()) return found;
  }
}

}  // namespace edify::app
