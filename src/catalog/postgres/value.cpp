#include "catalog/postgres/value.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <charconv>
#include <stdexcept>

#include "catalog/postgres/text_bytes.h"

namespace edify::catalog::postgres {
namespace {

// A column of another type than the caller thinks is a bug.
template <typename Number>
Number number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) throw std::logic_error("a column holds no number");
  return number;
}

}  // namespace

Value::Value(std::string_view text) : text_(to_stored_text(text)) {}

Value::Value(double number) : text_(fmt::format("{}", number)) {}

Value::Value(std::span<const std::byte> bytes)
    : text_(reinterpret_cast<const char*>(bytes.data()), bytes.size()), is_bytes_(true) {}

Value::Value(std::span<const std::string> texts) {
  text_ = "{";
  for (const auto& each : texts) {
    if (text_.size() > 1) text_.push_back(',');
    text_.push_back('"');
    for (const char c : to_stored_text(each)) {
      if (c == '"' || c == '\\') text_.push_back('\\');
      text_.push_back(c);
    }
    text_.push_back('"');
  }
  text_.push_back('}');
}

std::string_view Row::raw(int column) const {
  return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

std::int64_t Row::integer(int column) const { return number_in<std::int64_t>(raw(column)); }
double Row::real(int column) const { return number_in<double>(raw(column)); }
bool Row::truth(int column) const { return raw(column) == "t"; }
std::string Row::text(int column) const { return from_stored_text(raw(column)); }
bool Row::is_null(int column) const { return PQgetisnull(result_, row_, column) != 0; }

std::string Row::bytes(int column) const {
  std::size_t size = 0;
  const auto* text = reinterpret_cast<const unsigned char*>(PQgetvalue(result_, row_, column));
  const std::unique_ptr<unsigned char, decltype(&PQfreemem)> bytes(PQunescapeBytea(text, &size), &PQfreemem);
  if (!bytes) throw std::bad_alloc();
  return {reinterpret_cast<const char*>(bytes.get()), size};
}

void Rows::Clear::operator()(pg_result* result) const { PQclear(result); }

std::size_t Rows::size() const { return static_cast<std::size_t>(PQntuples(result_.get())); }

std::uint64_t Rows::changed() const {
  // libpq takes it as not const, and changes nothing.
  const std::string_view count = PQcmdTuples(const_cast<pg_result*>(get()));
  return count.empty() ? 0 : number_in<std::uint64_t>(count);
}

}  // namespace edify::catalog::postgres
