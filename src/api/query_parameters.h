// What follows the '?' of a request: names and values, percent-decoded, each name once and none unknown, so that every
// reader takes the same from it. Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace edify::api {

class QueryParameters {
 public:
  // Errors: invalid_argument: unknown_parameter, repeated_parameter, bad_parameter (neither UTF-8 nor well encoded).
  static Result<QueryParameters> parse(std::string_view query, std::span<const std::string_view> known);

  // Empty where it is not given. Errors: invalid_argument (out_of_range): more than `longest` code points.
  Result<std::string> text(std::string_view name, std::size_t longest) const;
  // Errors: invalid_argument (out_of_range).
  Result<std::uint32_t> number(std::string_view name, std::uint32_t otherwise, std::uint32_t smallest,
                               std::uint32_t largest) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace edify::api
