#include "access/strict_json.h"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <cstddef>
#include <limits>
#include <string>
#include <unordered_set>
#include <vector>

namespace edify::access {
namespace {

namespace json = boost::json;

// The parser's events (boost::json::basic_parser's Handler): a tree has forgotten that a name came twice.
class RepeatedNames {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    names_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, json::error_code&) {
    names_.pop_back();
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t, json::error_code&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    name_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& error) {
    name_.append(part.data(), part.size());
    const bool is_new = names_.back().insert(std::move(name_)).second;
    name_.clear();
    if (!is_new) error = json::make_error_code(json::error::syntax);
    return is_new;
  }
  bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
  bool on_double(double, json::string_view, json::error_code&) { return true; }
  bool on_bool(bool, json::error_code&) { return true; }
  bool on_null(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  std::vector<std::unordered_set<std::string>> names_;
  std::string name_;
};

json::parse_options options() {
  json::parse_options options;
  options.max_depth = 16;
  return options;
}

}  // namespace

std::optional<json::object> parse_strict_object(std::string_view text) {
  json::error_code error;
  json::basic_parser<RepeatedNames> names(options());
  const std::size_t read = names.write_some(false, text.data(), text.size(), error);
  if (error || read != text.size()) return std::nullopt;
  json::value value = json::parse(text, error, {}, options());
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

}  // namespace edify::access
