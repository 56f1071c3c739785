#include "api/query_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <boost/json/basic_parser_impl.hpp>
#include <cmath>
#include <cstdint>
#include <limits>

#include "api/code_points.h"

namespace edify::api {
namespace {

namespace json = boost::json;

enum class Field : std::uint8_t { query, limit, mode, user_id, role, grades };
constexpr std::array<std::string_view, 6> field_names = {"query", "limit", "mode", "user_id", "role", "grades"};

std::string_view name_of(Field field) { return field_names[static_cast<std::size_t>(field)]; }

// A long or strange name is cut at a character's start, so that the answer stays UTF-8 and short.
std::string_view shorten(std::string_view name) {
  constexpr std::size_t longest = 64;
  if (name.size() <= longest) return name;
  std::size_t end = longest;
  while (end > 0 && (name[end] & 0xC0) == 0x80) --end;
  return name.substr(0, end);
}

// Receives the parser's events (boost::json::basic_parser's Handler) and fills a QueryRequest. Events, not a tree: a
// tree forgets that a field was given twice, and which of two roles counts must not depend on who reads the body.
class QueryHandler {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
  bool on_number_part(json::string_view, json::error_code&) { return true; }

  bool on_object_begin(json::error_code& ec) {
    if (in_object_) return refuse_type(ec);
    in_object_ = true;
    return true;
  }
  bool on_object_end(std::size_t, json::error_code&) { return true; }

  bool on_array_begin(json::error_code& ec) {
    if (!in_object_ || field_ != Field::grades || in_array_) return refuse_type(ec);
    in_array_ = true;
    request_.grades.emplace();
    return true;
  }
  bool on_array_end(std::size_t, json::error_code&) {
    in_array_ = false;
    return true;
  }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return append(part); }
  bool on_key(json::string_view part, std::size_t, json::error_code& ec) {
    append(part);
    const auto found = std::ranges::find(field_names, text_);
    if (found == field_names.end()) {
      return refuse(ec,
                    fmt::format("unknown field '{}'; the fields are {}", shorten(text_), fmt::join(field_names, ", ")),
                    "unknown_field");
    }
    field_ = static_cast<Field>(found - field_names.begin());
    if (seen_.test(static_cast<std::size_t>(field_))) {
      return refuse(ec, fmt::format("field '{}' is given twice", text_), "repeated_field");
    }
    seen_.set(static_cast<std::size_t>(field_));
    text_.clear();
    return true;
  }

  bool on_string_part(json::string_view part, std::size_t, json::error_code&) { return append(part); }
  bool on_string(json::string_view part, std::size_t, json::error_code& ec) {
    append(part);
    const bool taken = in_object_ ? take_text(ec) : refuse_type(ec);
    text_.clear();
    return taken;
  }

  bool on_int64(std::int64_t number, json::string_view, json::error_code& ec) {
    return take_number(static_cast<double>(number), ec);
  }
  bool on_uint64(std::uint64_t number, json::string_view, json::error_code& ec) {
    return take_number(static_cast<double>(number), ec);
  }
  bool on_double(double number, json::string_view, json::error_code& ec) { return take_number(number, ec); }
  bool on_bool(bool, json::error_code& ec) { return refuse_type(ec); }
  bool on_null(json::error_code& ec) {
    return in_object_ && !in_array_ && field_ != Field::query ? true : refuse_type(ec);
  }

  Result<QueryRequest> finish() {
    if (error_) return std::unexpected(*error_);
    if (!seen_.test(static_cast<std::size_t>(Field::query))) {
      return fail(ErrorCode::invalid_argument, "field 'query' is required", "missing_field");
    }
    return std::move(request_);
  }
  bool failed() const { return error_.has_value(); }

 private:
  bool append(json::string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }

  bool refuse(json::error_code& ec, std::string message, std::string reason) {
    error_.emplace(ErrorCode::invalid_argument, std::move(message), std::move(reason));
    ec = json::make_error_code(json::error::exception);  // any error stops the parser; error_ is what is told
    return false;
  }

  bool refuse_type(json::error_code& ec) {
    if (!in_object_) return refuse(ec, "the body must be a JSON object", "wrong_type");
    const std::string_view expected = field_ == Field::limit    ? "a whole number"
                                      : field_ == Field::grades ? "a list of texts"
                                                                : "a text";
    return refuse(ec, fmt::format("field '{}' must be {}", name_of(field_), expected), "wrong_type");
  }

  bool take_text(json::error_code& ec) {
    switch (field_) {
      case Field::query: return take_query(ec);
      case Field::mode: return take_mode(ec);
      case Field::user_id: request_.user_id = std::move(text_); return true;
      case Field::role: request_.role = std::move(text_); return true;
      case Field::grades: return in_array_ ? take_grade(ec) : refuse_type(ec);
      case Field::limit: return refuse_type(ec);
    }
    return refuse_type(ec);
  }

  bool take_query(json::error_code& ec) {
    const std::size_t length = count_code_points(text_);
    if (length < min_query_length || length > max_query_length) {
      return refuse(
          ec,
          fmt::format("field 'query' must have {}-{} characters, not {}", min_query_length, max_query_length, length),
          "out_of_range");
    }
    request_.question.text = std::move(text_);
    return true;
  }

  bool take_mode(json::error_code& ec) {
    const auto mode = retrieve::mode_from_string(text_);
    if (!mode) return refuse(ec, "field 'mode' must be hybrid, dense or lexical", "out_of_range");
    request_.question.mode = *mode;
    return true;
  }

  bool take_grade(json::error_code& ec) {
    if (request_.grades->size() == max_grades) {
      return refuse(ec, fmt::format("field 'grades' must have at most {} entries", max_grades), "out_of_range");
    }
    request_.grades->push_back(std::move(text_));
    return true;
  }

  // JSON has one kind of number: 10.0 is as whole as 10.
  bool take_number(double number, json::error_code& ec) {
    if (!in_object_ || in_array_ || field_ != Field::limit || std::trunc(number) != number) return refuse_type(ec);
    if (number < 1 || number > static_cast<double>(max_results)) {
      return refuse(ec, fmt::format("field 'limit' must be 1-{}", max_results), "out_of_range");
    }
    request_.question.limit = static_cast<std::size_t>(number);
    return true;
  }

  QueryRequest request_;
  std::optional<Error> error_;
  std::bitset<field_names.size()> seen_;
  Field field_ = Field::query;
  bool in_object_ = false;
  bool in_array_ = false;
  std::string text_;  // of the key or string that is being read
};

}  // namespace

Result<QueryRequest> parse_query_request(std::string_view body) {
  json::basic_parser<QueryHandler> parser(json::parse_options{});  // strict: no comments, UTF-8 only
  json::error_code error;
  const std::size_t read = parser.write_some(/*more=*/false, body.data(), body.size(), error);
  if (!parser.handler().failed() && (error || read < body.size())) {
    const std::string why = error ? error.message() : "text after the end";
    return fail(ErrorCode::invalid_argument, fmt::format("the body is not JSON: {} near byte {}", why, read),
                "malformed_json");
  }
  return parser.handler().finish();
}

}  // namespace edify::api
