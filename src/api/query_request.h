// The body of POST /query, read strictly. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "retrieve/retriever.h"

namespace edify::api {

// In code points.
inline constexpr std::size_t min_query_length = 3;
inline constexpr std::size_t max_query_length = 500;
inline constexpr std::size_t max_results = 50;
inline constexpr std::size_t max_grades = 32;

struct QueryRequest {
  retrieve::Question question;
  std::optional<std::string> user_id;
  std::optional<std::string> role;
  std::optional<std::vector<std::string>> grades;
};

// One JSON object: query (required), limit, mode, user_id, role, grades; null stands for a field left out.
// Errors: invalid_argument, naming the field: not JSON, not UTF-8, nested, unknown or repeated field, wrong type,
// out of range. Role and grades are judged by access::narrow.
Result<QueryRequest> parse_query_request(std::string_view body);

}  // namespace edify::api
