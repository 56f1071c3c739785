#include "api/admin_access_changes.h"

#include <fmt/format.h>

#include <array>
#include <string>

#include "access/claim_values.h"
#include "api/body_fields.h"
#include "api/service.h"
#include "catalog/access_register.h"

namespace edify::api {
namespace {

constexpr std::size_t longest_reason = 500;  // code points

Result<catalog::AccessRegister*> register_of(const Service& service) {
  if (auto* found = service.dependencies().access_register; found != nullptr) return found;
  return fail(ErrorCode::not_found, "nobody is denied here", "not_found");
}

Result<std::string> user_of(const boost::json::object& body) {
  EDIFY_TRY(auto user, required_text_of(body, "user", access::max_user_bytes));
  if (access::is_user_name(user)) return user;
  return fail(ErrorCode::invalid_argument,
              fmt::format("field 'user' has 1-{} bytes, none of them a control character", access::max_user_bytes),
              "out_of_range");
}

}  // namespace

Result<Response> answer_admin_deny(Service& service, const Request& request) {
  static constexpr std::array<std::string_view, 2> members = {"user", "reason"};
  EDIFY_TRY(const auto body, body_of(request, members));
  EDIFY_TRY(const auto user, user_of(body));
  EDIFY_TRY(const auto reason, text_of(body, "reason", longest_reason));
  EDIFY_TRY(auto* access_register, register_of(service));
  if (user == request.principal->user) {
    return fail(ErrorCode::conflict, "nobody denies themselves: another admin, or edify user deny, does", "oneself");
  }
  EDIFY_CHECK(access_register->deny({user, reason, unix_now()}));
  return empty_response();
}

Result<Response> answer_admin_allow(Service& service, const Request& request) {
  static constexpr std::array<std::string_view, 1> members = {"user"};
  EDIFY_TRY(const auto body, body_of(request, members));
  EDIFY_TRY(const auto user, user_of(body));
  EDIFY_TRY(auto* access_register, register_of(service));
  EDIFY_TRY(const bool was_denied, access_register->allow(user));
  if (!was_denied) return fail(ErrorCode::not_found, "this user is not denied", "not_found");
  return empty_response();
}

Result<Response> answer_admin_key_revoke(Service& service, const Request& request) {
  EDIFY_TRY(auto* access_register, register_of(service));
  EDIFY_TRY(const bool was_valid, access_register->revoke_key(request.parameter("id"), unix_now()));
  if (!was_valid) return fail(ErrorCode::not_found, "there is no such key, or it is revoked already", "not_found");
  return empty_response();
}

}  // namespace edify::api
