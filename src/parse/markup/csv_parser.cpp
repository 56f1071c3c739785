#include "parse/markup/csv_parser.h"

#include <algorithm>
#include <map>
#include <vector>

#include "parse/markup/record_table.h"
#include "parse/markup/text_normalizer.h"

namespace edify::parse {
namespace {

// A table is one element, however long, up to what travels well between processes; each part then has its header.
constexpr std::size_t piece_bytes = 1 << 20;
constexpr std::size_t max_columns = 16'384;  // a spreadsheet's own limit

using Record = std::vector<std::string>;

// Reads one record after the other out of text with '\n' line ends.
class CsvReader {
 public:
  CsvReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  bool next(Record& record) {
    record.clear();
    if (at_ >= text_.size()) return false;
    for (;;) {
      std::string field = next_field();
      if (record.size() < max_columns) record.push_back(std::move(field));
      if (at_ >= text_.size()) return true;
      const char separator = text_[at_++];
      if (separator == '\n') return true;
    }
  }

 private:
  // Stops on the separator, or at the end.
  std::string next_field() {
    std::string field;
    if (at_ < text_.size() && text_[at_] == '"') {
      const std::size_t close = closing_quote(at_ + 1);
      if (close != std::string_view::npos) {
        field = unquote(text_.substr(at_ + 1, close - at_ - 1));
        at_ = close + 1;
      }
    }
    const char stops[] = {delimiter_, '\n'};
    const std::size_t end = std::min(text_.find_first_of(std::string_view(stops, 2), at_), text_.size());
    field += text_.substr(at_, end - at_);
    at_ = end;
    return field;
  }

  std::size_t closing_quote(std::size_t from) {
    if (from >= unclosed_from_) return std::string_view::npos;
    for (std::size_t i = from;; i += 2) {
      i = text_.find('"', i);
      if (i == std::string_view::npos) break;
      if (i + 1 >= text_.size() || text_[i + 1] != '"') return i;
    }
    // From here on nothing closes a quote: later ones need not look again, or stray quotes would cost a square.
    unclosed_from_ = from;
    return std::string_view::npos;
  }

  static std::string unquote(std::string_view quoted) {
    std::string out;
    for (std::size_t i = 0; i < quoted.size(); ++i) {
      out += quoted[i];
      if (quoted[i] == '"') ++i;
    }
    return out;
  }

  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  std::size_t unclosed_from_ = std::string_view::npos;
};

bool is_blank(const Record& record) {
  return std::ranges::all_of(record, [](const std::string& field) { return field.empty(); });
}

// Excel's first line `sep=;` names the delimiter.
std::optional<char> take_separator_line(std::string_view& text) {
  if (text.size() < 6 || !text.starts_with("sep=") || text[5] != '\n') return std::nullopt;
  const char delimiter = text[4];
  text.remove_prefix(6);
  return delimiter;
}

}  // namespace

std::optional<char> sniff_delimiter(std::string_view text, double share) {
  constexpr std::size_t sampled_records = 50;
  std::optional<char> best;
  std::size_t best_score = 0;
  for (const char delimiter : {',', ';', '\t', '|'}) {
    CsvReader reader(text.substr(0, 64 << 10), delimiter);
    std::map<std::size_t, std::size_t> records_by_width;
    std::size_t records = 0;
    for (Record record; records < sampled_records && reader.next(record);) {
      if (is_blank(record)) continue;
      ++records_by_width[record.size()];
      ++records;
    }
    for (const auto& [width, count] : records_by_width) {
      const bool agrees = static_cast<double>(count) >= share * static_cast<double>(records);
      if (width < 2 || !agrees) continue;
      if (const std::size_t score = count * 1000 + std::min<std::size_t>(width, 999); score > best_score) {
        best = delimiter;
        best_score = score;
      }
    }
  }
  return best;
}

ParsedDocument parse_csv(std::string_view text) {
  ParsedDocument document;
  const std::optional<char> named = take_separator_line(text);
  // A file that is called a table is one, however ragged; with no delimiter at all it has one column.
  const char delimiter = named ? *named : sniff_delimiter(text, 0).value_or(',');
  CsvReader reader(text, delimiter);
  std::optional<RecordTable> table;
  for (Record record; reader.next(record);) {
    for (std::string& field : record) field = normalize_inline(field);
    if (is_blank(record)) continue;
    if (table) {
      table->add(std::move(record));
    } else {
      table.emplace(std::move(record), piece_bytes);
    }
  }
  if (table) document.elements = std::move(*table).finish();
  return document;
}

}  // namespace edify::parse
