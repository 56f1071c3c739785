#include "api/feedback_routes.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "api/body_fields.h"
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

Error not_kept() { return {ErrorCode::not_found, "no feedback is kept here", "not_found"}; }

}  // namespace

Result<Response> answer_feedback(Service& service, const Request& request) {
  static constexpr std::array<std::string_view, 4> members = {"message_id", "rating", "reasons", "comment"};
  EDIFY_TRY(const auto body, body_of(request, members));
  constexpr std::size_t longest_id = 64;
  catalog::Rating rating;
  EDIFY_TRY(rating.message_id, required_text_of(body, "message_id", longest_id));
  EDIFY_TRY(const auto word, text_of(body, "rating", longest_id));
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
  return empty_response();
}

Result<Response> answer_survey(Service& service, const Request& request) {
  static constexpr std::array<std::string_view, 2> members = {"score", "comment"};
  EDIFY_TRY(const auto body, body_of(request, members));
  catalog::SurveyAnswer answer;
  EDIFY_TRY(answer.score, number_of(body, "score", 1, 5));
  EDIFY_TRY(answer.comment, text_of(body, "comment", longest_comment));
  auto* feedback = service.dependencies().feedback;
  if (feedback == nullptr) return std::unexpected(not_kept());
  answer.role = to_string(request.principal->role);
  answer.time = unix_now();
  EDIFY_CHECK(feedback->answer_survey(request.principal->user, answer));
  return empty_response();
}

}  // namespace edify::api
