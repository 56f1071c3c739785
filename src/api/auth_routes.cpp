#include "api/auth_routes.h"

#include <boost/json/object.hpp>
#include <string>
#include <utility>
#include <vector>

#include "access/scope_issuer.h"
#include "access/session/demo_login.h"
#include "access/session/web_login.h"
#include "access/strict_json.h"
#include "api/json_writer.h"
#include "api/media_type.h"
#include "api/service.h"

namespace edify::api {
namespace {

Result<const access::WebLogin*> web_login(const Service& service) {
  const auto* login = service.dependencies().web_login;
  if (login != nullptr) return login;
  return fail(ErrorCode::not_found, "nobody can sign in here: no issuer is configured for browsers", "no_login");
}

void set_cookies(Response& response, std::vector<std::string> cookies) {
  for (auto& cookie : cookies) response.headers.emplace_back("Set-Cookie", std::move(cookie));
}

Response redirect(access::WebLogin::Redirect to) {
  Response response;
  response.status = 302;
  response.content_type.clear();
  response.headers.emplace_back("Location", std::move(to.location));
  set_cookies(response, std::move(to.cookies));
  return response;
}

std::string_view known_by(const Request& request) {
  if (request.principal->key != nullptr) return "key";
  return request.credentials.authorization.empty() ? "session" : "token";
}

Result<const access::DemoLogin*> demo_login(const Service& service) {
  const auto* login = service.dependencies().demo_login;
  if (login != nullptr) return login;
  return fail(ErrorCode::not_found, "there is nothing here; /docs lists what there is", "not_found");
}

Response signed_in(std::vector<std::string> cookies) {
  Response response;
  response.status = 204;
  response.content_type.clear();
  set_cookies(response, std::move(cookies));
  return response;
}

}  // namespace

Result<Response> answer_login(Service& service, const Request& request) {
  EDIFY_TRY(const auto* login, web_login(service));
  EDIFY_TRY(auto to, login->start(request.query, unix_now()));
  return redirect(std::move(to));
}

Result<Response> answer_callback(Service& service, const Request& request) {
  EDIFY_TRY(const auto* login, web_login(service));
  EDIFY_TRY(auto to, login->finish(request.query, request.credentials.cookie, unix_now()));
  return redirect(std::move(to));
}

Result<Response> answer_logout(Service& service, const Request& request) {
  EDIFY_TRY(const auto* login, web_login(service));
  EDIFY_TRY(auto cookies, login->sign_out(request.credentials, unix_now()));
  return signed_in(std::move(cookies));
}

Result<Response> answer_demo(Service& service, const Request&) {
  EDIFY_TRY(const auto* login, demo_login(service));
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.name("people");
  json.begin_array();
  for (const auto& person : login->people()) {
    json.begin_object();
    json.member("id", person.principal.user);
    json.member("name", person.name);
    json.member("role", to_string(person.principal.role));
    json.name("grades");
    json.begin_array();
    for (const auto& grade : person.principal.grades) json.value(grade);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return response;
}

Result<Response> answer_demo_login(Service& service, const Request& request) {
  EDIFY_TRY(const auto* login, demo_login(service));
  if (!is_json(request.content_type)) {
    return fail(ErrorCode::unsupported_format, "send the body as Content-Type: application/json",
                "unsupported_media_type");
  }
  const auto body = access::parse_strict_object(request.body);
  const auto* id = body ? body->if_contains("id") : nullptr;
  if (id == nullptr || !id->is_string()) {
    return fail(ErrorCode::invalid_argument, "the body must be {\"id\": …}, of GET /auth/demo", "missing_field");
  }
  EDIFY_TRY(auto cookie, login->sign_in(id->get_string(), request.credentials, unix_now()));
  return signed_in({std::move(cookie)});
}

Result<Response> answer_me(Service&, const Request& request) {
  const Principal& principal = *request.principal;
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.member("user", principal.user);
  json.member("role", to_string(principal.role));
  json.member("all_grades", access::sees_all_grades(principal));
  json.name("grades");
  json.begin_array();
  for (const auto& grade : principal.grades) json.value(grade);
  json.end_array();
  json.member("known_by", known_by(request));
  json.member("may_act_for_users", principal.key != nullptr && principal.key->may_act_for_users);
  json.end_object();
  return response;
}

}  // namespace edify::api
