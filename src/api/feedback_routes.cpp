#include "api/feedback_routes.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "access/strict_json.h"
#include "api/code_points.h"
#include "api/media_type.h"
#include "api/service.h"
#include "catalog/conversations.h"
#include "catalog/feedback.h"

namespace edify::api {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_comment = 2000;  // code points
constexpr std::array<std::string_view, 6> known_reasons = {"wrong",      "incomplete",   "not_relevant",
                                                           "bad_source", "hard_to_read", "other"};

Error wrong(std::string message, std::string reason) {
  return {ErrorCode::invalid_argument, std::move(message), std::move(reason)};
}

// The body as an object of known members.
Result<json::object> body_of(const Request& request, std::span<const std::string_view> members) {
  if (!is_json(request.content_type)) {
    return fail(ErrorCode::unsupported_format, "send the body as Content-Type: application/json",
                "unsupported_media_type");
  }
  auto body = access::parse_strict_object(request.body);
  if (!body) return std::unexpected(wrong("the body must be one JSON object, each member given once", "bad_json"));
  for (const auto& member : *body) {
    if (std::ranges::find(members, std::string_view(member.key())) == members.end()) {
      return std::unexpected(
          wrong(fmt::format("a field is unknown; the fields are {}", fmt::join(members, ", ")), "unknown_field"));
    }
  }
  return std::move(*body);
}

// Empty where it is not given, or null.
Result<std::string> text_of(const json::object& body, std::string_view name, std::size_t longest) {
  const auto* value = body.if_contains(name);
  if (value == nullptr || value->is_null()) return std::string();
  if (!value->is_string()) return std::unexpected(wrong(fmt::format("field '{}' must be a text", name), "wrong_type"));
  std::string text(value->get_string());
  if (count_code_points(text) <= longest) return text;
  return std::unexpected(
      wrong(fmt::format("field '{}' must have at most {} characters", name, longest), "out_of_range"));
}

Result<std::vector<std::string>> reasons_of(const json::object& body) {
  std::vector<std::string> reasons;
  const auto* value = body.if_contains("reasons");
  if (value == nullptr || value->is_null()) return reasons;
  if (!value->is_array()) return std::unexpected(wrong("field 'reasons' must be a list of texts", "wrong_type"));
  for (const auto& each : value->get_array()) {
    if (!each.is_string()) return std::unexpected(wrong("field 'reasons' must be a list of texts", "wrong_type"));
    std::string reason(each.get_string());
    if (std::ranges::find(known_reasons, reason) == known_reasons.end()) {
      return std::unexpected(
          wrong(fmt::format("field 'reasons' may hold {}", fmt::join(known_reasons, ", ")), "out_of_range"));
    }
    if (std::ranges::find(reasons, reason) == reasons.end()) reasons.push_back(std::move(reason));
  }
  return reasons;
}

Result<std::uint32_t> score_of(const json::object& body) {
  const auto* value = body.if_contains("score");
  if (value == nullptr) return std::unexpected(wrong("field 'score' is required", "missing_field"));
  // JSON has one kind of number: 4.0 is as whole as 4.
  const double score = value->is_number() ? value->to_number<double>() : 0;
  for (std::uint32_t each = 1; each <= 5; ++each) {
    if (score == each) return each;
  }
  return std::unexpected(wrong("field 'score' must be a whole number from 1 to 5", "out_of_range"));
}

Response done() {
  Response response;
  response.status = 204;
  response.content_type.clear();
  return response;
}

Error not_kept() { return {ErrorCode::not_found, "no feedback is kept here", "not_found"}; }

}  // namespace

Result<Response> answer_feedback(Service& service, const Request& request) {
  static constexpr std::array<std::string_view, 4> members = {"message_id", "rating", "reasons", "comment"};
  EDIFY_TRY(const auto body, body_of(request, members));
  constexpr std::size_t longest_id = 64;
  catalog::Rating rating;
  EDIFY_TRY(rating.message_id, text_of(body, "message_id", longest_id));
  EDIFY_TRY(const auto word, text_of(body, "rating", longest_id));
  if (rating.message_id.empty()) return std::unexpected(wrong("field 'message_id' is required", "missing_field"));
  if (word != "up" && word != "down")
    return std::unexpected(wrong("field 'rating' must be up or down", "out_of_range"));
  EDIFY_TRY(rating.reasons, reasons_of(body));
  EDIFY_TRY(rating.comment, text_of(body, "comment", longest_comment));
  const auto& [conversations, feedback] =
      std::pair(service.dependencies().conversations, service.dependencies().feedback);
  if (conversations == nullptr || feedback == nullptr) return std::unexpected(not_kept());
  const auto& principal = *request.principal;
  EDIFY_TRY(const auto conversation, conversations->conversation_of(principal.user, rating.message_id));
  if (!conversation) return fail(ErrorCode::not_found, "there is no such message", "not_found");
  rating.is_good = word == "up";
  rating.role = to_string(principal.role);
  rating.time = unix_now();
  EDIFY_CHECK(feedback->rate(principal.user, rating));
  return done();
}

Result<Response> answer_survey(Service& service, const Request& request) {
  static constexpr std::array<std::string_view, 2> members = {"score", "comment"};
  EDIFY_TRY(const auto body, body_of(request, members));
  catalog::SurveyAnswer answer;
  EDIFY_TRY(answer.score, score_of(body));
  EDIFY_TRY(answer.comment, text_of(body, "comment", longest_comment));
  auto* feedback = service.dependencies().feedback;
  if (feedback == nullptr) return std::unexpected(not_kept());
  answer.role = to_string(request.principal->role);
  answer.time = unix_now();
  EDIFY_CHECK(feedback->answer_survey(request.principal->user, answer));
  return done();
}

}  // namespace edify::api
