#include "access/session/web_login.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "access/base64url.h"
#include "access/strict_json.h"

namespace edify::access {
namespace {

namespace json = boost::json;

constexpr std::chrono::minutes login_time{10};
constexpr std::size_t longest_page = 1024;
constexpr std::size_t longest_code = 4096;
constexpr std::size_t random_bytes = 32;

// What the cookie remembers between start() and finish().
struct Question {
  std::string issuer = {};
  std::string state = {};
  std::string nonce = {};
  std::string verifier = {};  // of PKCE
  std::string page = {};
  std::int64_t until = 0;
};

std::unexpected<Error> bad_login(std::string_view why) {
  return fail(ErrorCode::invalid_argument, fmt::format("signing in failed: {}; begin again at /auth/login", why),
              "bad_login");
}

Result<std::string> random_text() {
  std::string bytes(random_bytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) != 1) {
    return fail(ErrorCode::internal, "the system gives no random numbers");
  }
  return encode_base64url(bytes);
}

// RFC 7636, 4.2: S256.
std::string challenge_of(const std::string& verifier) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size(), digest.data());
  return encode_base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string to_json(const Question& question) {
  return json::serialize(json::object{{"issuer", question.issuer},
                                      {"state", question.state},
                                      {"nonce", question.nonce},
                                      {"verifier", question.verifier},
                                      {"page", question.page},
                                      {"until", question.until}});
}

std::optional<Question> from_json(std::string_view text) {
  const auto object = parse_strict_object(text);
  if (!object) return std::nullopt;
  try {
    const auto member = [&](const char* name) { return std::string(object->at(name).as_string()); };
    return Question{.issuer = member("issuer"),
                    .state = member("state"),
                    .nonce = member("nonce"),
                    .verifier = member("verifier"),
                    .page = member("page"),
                    .until = object->at("until").as_int64()};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

// The value of a parameter of "a=1&b=2", decoded; nothing where it is not there, or there twice.
std::optional<std::string> parameter(std::string_view query, std::string_view name) {
  std::optional<std::string> found;
  while (!query.empty()) {
    const auto ampersand = query.find('&');
    const std::string_view pair = query.substr(0, ampersand);
    query = ampersand == std::string_view::npos ? std::string_view{} : query.substr(ampersand + 1);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    if (found) return std::nullopt;
    std::string value(pair.substr(equals + 1));
    std::ranges::replace(value, '+', ' ');
    found = http::percent_decode(value);
  }
  return found;
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// The stable word of an OAuth error, never what an issuer, or whoever wrote the link, says beside it.
std::string error_word(const std::string& text) {
  const bool is_word = !text.empty() && text.size() <= 64 &&
                       std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  return is_word ? text : "an error without a name";
}

http::Request code_request(const oidc::IssuerSettings& settings, const oidc::Address& address, std::string code,
                           const std::string& verifier, const std::string& callback) {
  http::Request request;
  request.method = http::Method::post;
  request.endpoint = address.endpoint;
  request.target = address.target();
  request.headers.add("content-type", "application/x-www-form-urlencoded");
  request.headers.add("accept", "application/json");
  http::Query form = {{"grant_type", "authorization_code"},
                      {"code", std::move(code)},
                      {"redirect_uri", callback},
                      {"client_id", settings.client_id},
                      {"code_verifier", verifier}};
  if (!settings.client_secret.empty()) form.emplace_back("client_secret", settings.client_secret.reveal());
  request.body = http::encode_query(form);
  return request;
}

// The ID token that the issuer gives for a code.
Result<std::string> exchange_code(oidc::Issuer& issuer, const http::Request& request) {
  http::Delivery delivery;
  delivery.connect_timeout = std::chrono::seconds(5);
  delivery.request_timeout = std::chrono::seconds(10);
  delivery.max_body = 256U << 10U;
  EDIFY_TRY(const auto response, issuer.client().send(request, delivery));
  const auto answer = parse_strict_object(response.body);
  const auto text_of = [&](const char* name) {
    const auto* value = answer ? answer->if_contains(name) : nullptr;
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  if (response.status >= 500) {
    return fail(ErrorCode::unavailable, fmt::format("issuer '{}' answers {}", issuer.settings().name, response.status),
                "issuer_unavailable");
  }
  if (response.status != 200) return bad_login(fmt::format("the issuer says {}", error_word(text_of("error"))));
  if (text_of("id_token").empty()) return bad_login("the issuer gave no ID token");
  return text_of("id_token");
}

}  // namespace

bool is_own_page(std::string_view path) {
  return path.starts_with('/') && !path.starts_with("//") && path.size() <= longest_page &&
         std::ranges::all_of(path, [](unsigned char c) { return c > 0x20 && c < 0x7F && c != '\\' && c != '"'; });
}

Result<WebLogin::Redirect> WebLogin::start(std::string_view parameters, UnixSeconds now) const {
  const std::string name = parameter(parameters, "issuer").value_or("");
  const std::string page = parameter(parameters, "return_to").value_or("/");
  if (!is_own_page(page)) {
    return fail(ErrorCode::invalid_argument, "return_to must be a page of this server: /chat", "bad_return_to");
  }
  const oidc::Issuer* issuer = issuers_.find_for_login(name);
  if (issuer == nullptr) return fail(ErrorCode::not_found, "nobody can sign in by this issuer", "no_such_issuer");
  EDIFY_TRY(const auto published, issuer->published());
  if (!published->authorization || !published->token) {
    return fail(ErrorCode::unavailable, fmt::format("issuer '{}' publishes no place to sign in", name), "no_login");
  }
  Question question{.issuer = issuer->settings().name, .page = page};
  EDIFY_TRY(question.state, random_text());
  EDIFY_TRY(question.nonce, random_text());
  EDIFY_TRY(question.verifier, random_text());
  question.until = (now + login_time).time_since_epoch().count();
  const http::Query query = {{"response_type", "code"},
                             {"client_id", issuer->settings().client_id},
                             {"redirect_uri", callback()},
                             {"scope", fmt::format("{}", fmt::join(issuer->settings().scopes, " "))},
                             {"state", question.state},
                             {"nonce", question.nonce},
                             {"code_challenge", challenge_of(question.verifier)},
                             {"code_challenge_method", "S256"}};
  Redirect redirect;
  const std::string place = published->authorization->text();
  redirect.location = place + (place.find('?') == std::string::npos ? "?" : "&") + http::encode_query(query);
  EDIFY_TRY(redirect.cookies.emplace_back(), cookies_.keep_login(to_json(question), login_time));
  return redirect;
}

Result<WebLogin::Redirect> WebLogin::finish(std::string_view parameters, std::string_view cookie_header,
                                            UnixSeconds now) const {
  const auto remembered = cookies_.read_login(cookie_header);
  const auto question = remembered ? from_json(*remembered) : std::nullopt;
  if (!question || question->until < now.time_since_epoch().count()) {
    return bad_login("this browser did not begin it, or too long ago");
  }
  const auto state = parameter(parameters, "state");
  if (!state || !equal_secrets(*state, question->state)) return bad_login("the answer is to another sign-in");
  if (const auto error = parameter(parameters, "error")) {
    return fail(ErrorCode::invalid_argument, fmt::format("signing in failed: the issuer says {}", error_word(*error)),
                "login_refused");
  }
  auto code = parameter(parameters, "code");
  if (!code || code->empty() || code->size() > longest_code) return bad_login("the answer has no code");
  oidc::Issuer* issuer = issuers_.find_for_login(question->issuer);
  if (issuer == nullptr) return bad_login("its issuer is no longer configured");
  // RFC 9207: an answer that names another issuer was mixed up on the way.
  const auto answering = parameter(parameters, "iss");
  if (answering && !oidc::is_for_many_tenants(issuer->settings()) && *answering != issuer->settings().issuer) {
    return bad_login("another issuer answers");
  }
  EDIFY_TRY(const auto published, issuer->published());
  if (!published->token) return bad_login("the issuer publishes no place to exchange its codes");
  const auto request =
      code_request(issuer->settings(), *published->token, std::move(*code), question->verifier, callback());
  EDIFY_TRY(const std::string id_token, exchange_code(*issuer, request));

  Redirect redirect{.location = question->page, .cookies = {cookies_.forget_login()}};
  EDIFY_TRY(redirect.principal, issuer->verify_id_token(id_token, question->nonce, now));
  if (issuers_.borrows_a_prefix(*issuer, redirect.principal.user))
    return refuse_token("its user's name can not be one");
  EDIFY_TRY(redirect.cookies.emplace_back(), cookies_.begin(redirect.principal, now));
  return redirect;
}

Result<std::vector<std::string>> WebLogin::sign_out(const Credentials& credentials, UnixSeconds now) const {
  const auto session = cookies_.read(credentials, now);
  if (!session && session.error().code == ErrorCode::forbidden) return std::unexpected(session.error());
  if (session && *session) EDIFY_CHECK(live_.end_session((*session)->id, (*session)->expires, now));
  return std::vector{cookies_.forget(), cookies_.forget_login()};
}

}  // namespace edify::access
