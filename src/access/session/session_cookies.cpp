#include "access/session/session_cookies.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <utility>

#include "access/strict_json.h"
#include "base/hash.h"

namespace edify::access {
namespace {

namespace json = boost::json;

constexpr std::string_view session_name = "edify-session";
constexpr std::string_view login_name = "edify-login";

std::unexpected<Error> refuse(std::string_view why) {
  return fail(ErrorCode::unauthenticated, fmt::format("the session is not valid: {}; sign in again", why),
              "invalid_session");
}

// The values of all cookies of this name (RFC 6265, 4.2.1: "a=b; c=d"). Two of one name are a sign that another host of
// the domain has set one.
std::vector<std::string_view> cookies_named(std::string_view header, std::string_view name) {
  std::vector<std::string_view> values;
  while (!header.empty()) {
    const auto semicolon = header.find(';');
    std::string_view pair = header.substr(0, semicolon);
    header = semicolon == std::string_view::npos ? std::string_view{} : header.substr(semicolon + 1);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) values.push_back(pair.substr(equals + 1));
  }
  return values;
}

// "http://localhost:8000". A name of another's DNS that leads to the loopback is none.
bool is_loopback_origin(std::string_view origin) {
  constexpr std::string_view scheme = "http://";
  if (!origin.starts_with(scheme)) return false;
  const std::string_view host = origin.substr(scheme.size(), origin.rfind(':') - scheme.size());
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

std::string to_json(const Session& session) {
  const auto& principal = session.principal;
  return json::serialize(json::object{{"id", session.id},
                                      {"user", principal.user},
                                      {"role", to_string(principal.role)},
                                      {"grades", json::value_from(principal.grades)},
                                      {"all", principal.all_grades},
                                      {"exp", session.expires.time_since_epoch().count()}});
}

// What was sealed here is as it was written; another release may have written something else.
std::optional<Session> from_json(std::string_view text) {
  const auto object = parse_strict_object(text);
  if (!object) return std::nullopt;
  try {
    Session session;
    session.id = object->at("id").as_string();
    session.principal.user = object->at("user").as_string();
    const auto role = role_from_string(object->at("role").as_string());
    if (!role) return std::nullopt;
    session.principal.role = *role;
    for (const auto& grade : object->at("grades").as_array()) session.principal.grades.emplace(grade.as_string());
    session.principal.all_grades = object->at("all").as_bool();
    session.expires = UnixSeconds(std::chrono::seconds(object->at("exp").as_int64()));
    return session;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace

SessionCookies::SessionCookies(Seal seal, std::string public_url, std::chrono::seconds time_to_live)
    : seal_(std::move(seal)), public_url_(std::move(public_url)), time_to_live_(time_to_live) {}

std::string SessionCookies::name_of(std::string_view name) const {
  return fmt::format("{}{}", public_url_.starts_with("https://") ? "__Host-" : "", name);
}

std::string SessionCookies::set_cookie(std::string_view name, std::string_view value, std::chrono::seconds time) const {
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", name_of(name), value, time.count(),
                     public_url_.starts_with("https://") ? "; Secure" : "");
}

Result<std::string> SessionCookies::begin(const Principal& principal, UnixSeconds now) const {
  const Session session{.id = random_uuid(), .principal = principal, .expires = now + time_to_live_};
  EDIFY_TRY(const std::string sealed, seal_.close(session_name, to_json(session)));
  return set_cookie(session_name, sealed, time_to_live_);
}

std::string SessionCookies::forget() const { return set_cookie(session_name, "", std::chrono::seconds(0)); }

Result<std::optional<Session>> SessionCookies::read(const Credentials& credentials, UnixSeconds now) const {
  const auto values = cookies_named(credentials.cookie, name_of(session_name));
  if (values.empty()) return std::nullopt;
  if (values.size() > 1) return refuse("two cookies have its name");
  const auto text = seal_.open(session_name, values[0]);
  auto session = text ? from_json(*text) : std::nullopt;
  if (!session) return refuse("this server did not make it");
  if (now >= session->expires) return refuse("it is over");
  if (credentials.changes_state && !comes_from_our_page(credentials)) {
    return fail(ErrorCode::forbidden, "with a session, requests like this are taken only from this server's own pages",
                "cross_site");
  }
  return session;
}

// SameSite=Lax keeps the cookie from most foreign requests; this keeps out the others: pages of sister hosts, which
// are the same site, and browsers that know no SameSite. Browsers that send neither header are older than both.
bool SessionCookies::comes_from_our_page(const Credentials& credentials) const {
  if (!credentials.fetch_site.empty() && credentials.fetch_site != "same-origin") return false;
  if (public_url_.empty()) return credentials.fetch_site == "same-origin" && is_loopback_origin(credentials.origin);
  if (!credentials.origin.empty()) return credentials.origin == public_url_;
  return credentials.fetch_site == "same-origin";
}

Result<std::string> SessionCookies::keep_login(std::string_view text, std::chrono::seconds time) const {
  EDIFY_TRY(const std::string sealed, seal_.close(login_name, text));
  return set_cookie(login_name, sealed, time);
}

std::string SessionCookies::forget_login() const { return set_cookie(login_name, "", std::chrono::seconds(0)); }

std::optional<std::string> SessionCookies::read_login(std::string_view cookie_header) const {
  const auto values = cookies_named(cookie_header, name_of(login_name));
  if (values.size() != 1) return std::nullopt;
  return seal_.open(login_name, values[0]);
}

}  // namespace edify::access
