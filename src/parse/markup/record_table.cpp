#include "parse/markup/record_table.h"

#include <algorithm>
#include <utility>

#include "parse/markup/table.h"

namespace edify::parse {
namespace {

using Record = std::vector<std::string>;

std::size_t byte_count(const Record& record) {
  std::size_t bytes = 0;
  for (const std::string& field : record) bytes += field.size() + 3;
  return bytes;
}

// Rows are made as long as the longest one.
Table to_table(const Record& header, const std::vector<Record>& records) {
  std::size_t width = header.size();
  for (const Record& record : records) width = std::max(width, record.size());
  Table table;
  const auto add_row = [&](const Record& record, bool is_header) {
    auto& row = table.rows.emplace_back();
    for (std::size_t column = 0; column < width; ++column) {
      row.push_back({.text = column < record.size() ? record[column] : "", .is_header = is_header});
    }
  };
  if (!header.empty()) add_row(header, true);
  for (const Record& record : records) add_row(record, false);
  return table;
}

}  // namespace

RecordTable::RecordTable(std::vector<std::string> header, std::size_t piece_bytes)
    : header_(std::move(header)), piece_bytes_(piece_bytes), bytes_(byte_count(header_)) {}

void RecordTable::add(std::vector<std::string> record) {
  const std::size_t bytes = byte_count(record);
  if (!records_.empty() && bytes_ + bytes > piece_bytes_) flush();
  bytes_ += bytes;
  records_.push_back(std::move(record));
}

std::vector<Element> RecordTable::finish() && {
  const bool has_only_a_header = elements_.empty() && !header_.empty();
  if (!records_.empty() || has_only_a_header) flush();
  return std::move(elements_);
}

void RecordTable::flush() {
  elements_.push_back(to_element(to_table(header_, records_)));
  // A header that fills a piece by itself is not worth its repetition, and repeating it would cost a square.
  if (byte_count(header_) > piece_bytes_ / 2) header_.clear();
  bytes_ = byte_count(header_);
  records_.clear();
}

}  // namespace edify::parse
