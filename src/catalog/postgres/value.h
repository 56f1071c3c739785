// What goes into a statement and what comes out of it. Plain values.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct pg_result;

namespace edify::catalog::postgres {

// A parameter of a statement: $1, $2, … PostgreSQL infers its type from where it stands; where it can not, the
// statement says so ($1::bigint). Text may hold any bytes (text_bytes.h).
class Value {
 public:
  Value(std::string_view text);  // NOLINT(google-explicit-constructor): a list of them reads like the statement
  Value(const std::string& text) : Value(std::string_view(text)) {}
  Value(const char* text) : Value(std::string_view(text)) {}
  Value(double number);
  Value(bool truth) : text_(truth ? "true" : "false") {}
  Value(std::integral auto number) : text_(std::to_string(number)) {}
  Value(std::span<const std::byte> bytes);
  // text[]
  Value(std::span<const std::string> texts);
  Value(std::nullopt_t) : is_null_(true) {}

  const char* data() const { return is_null_ ? nullptr : text_.c_str(); }
  int size() const { return static_cast<int>(text_.size()); }
  bool is_bytes() const { return is_bytes_; }

 private:
  std::string text_;
  bool is_bytes_ = false;
  bool is_null_ = false;
};

using Values = std::vector<Value>;

// A row of Rows, which outlive it. Columns count from 0.
class Row {
 public:
  Row(const pg_result* result, int row) : result_(result), row_(row) {}

  std::int64_t integer(int column) const;
  double real(int column) const;
  bool truth(int column) const;
  std::string text(int column) const;
  std::string bytes(int column) const;
  bool is_null(int column) const;

 private:
  std::string_view raw(int column) const;
  const pg_result* result_;
  int row_;
};

// Everything that a statement answered.
class Rows {
 public:
  explicit Rows(pg_result* result) : result_(result) {}

  // No result at all: what libpq says after the last one of a statement.
  bool is_nothing() const { return result_ == nullptr; }
  const pg_result* get() const { return result_.get(); }
  std::size_t size() const;
  bool empty() const { return size() == 0; }
  Row operator[](std::size_t index) const { return {result_.get(), static_cast<int>(index)}; }
  Row front() const { return (*this)[0]; }
  // How many rows an INSERT, UPDATE or DELETE touched.
  std::uint64_t changed() const;

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

}  // namespace edify::catalog::postgres
