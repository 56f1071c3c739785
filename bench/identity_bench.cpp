// What it costs to know who asks: microseconds a request for each kind of credentials, on one thread, with a real
// issuer on the loopback that is asked once.
//
//   identity_bench [ROUNDS=20000]
#include <cjose/cjose.h>
#include <fmt/format.h>

#include <boost/json.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include "access/api_key.h"
#include "access/authenticator.h"
#include "access/token.h"
#include "base/hash.h"
#include "catalog/sqlite/sqlite_access_register.h"
#include "http/testing/loopback_server.h"

namespace {

using namespace edify;
namespace json = boost::json;

std::string public_part(const cjose_jwk_t* key) {
  cjose_err error{};
  char* text = cjose_jwk_to_json(key, false, &error);
  std::string copy(text);
  cjose_get_dealloc()(text);
  return copy;
}

std::string sign(const cjose_jwk_t* key, const char* algorithm, const char* id, const std::string& claims) {
  cjose_err error{};
  cjose_header_t* header = cjose_header_new(&error);
  cjose_header_set(header, "alg", algorithm, &error);
  cjose_header_set(header, "typ", "JWT", &error);
  cjose_header_set(header, "kid", id, &error);
  cjose_jws_t* jws =
      cjose_jws_sign(key, header, reinterpret_cast<const std::uint8_t*>(claims.data()), claims.size(), &error);
  const char* text = nullptr;
  cjose_jws_export(jws, &text, &error);
  std::string token(text);
  cjose_jws_release(jws);
  cjose_header_release(header);
  return token;
}

void measure(const char* name, int rounds, const std::function<bool()>& once) {
  using Clock = std::chrono::steady_clock;
  int good = 0;
  const auto begin = Clock::now();
  for (int i = 0; i < rounds; ++i) good += once() ? 1 : 0;
  const std::chrono::duration<double, std::micro> spent = Clock::now() - begin;
  fmt::print("{:<28} {:>8.1f} µs   {} of {} accepted\n", name, spent.count() / rounds, good, rounds);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 20'000;
  cjose_err error{};
  const std::uint8_t exponent[] = {1, 0, 1};
  auto* rsa = cjose_jwk_create_RSA_random(2048, exponent, sizeof exponent, &error);
  auto* ec = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
  cjose_jwk_set_kid(rsa, "rsa", 3, &error);
  cjose_jwk_set_kid(ec, "ec", 2, &error);
  std::string url;
  http::testing::LoopbackServer server([&](const http::testing::Received& request) {
    if (request.target == "/keys") {
      return http::testing::reply(200, fmt::format(R"({{"keys":[{},{}]}})", public_part(rsa), public_part(ec)));
    }
    return http::testing::reply(200, json::serialize(json::object{{"issuer", url}, {"jwks_uri", url + "/keys"}}));
  });
  url = server.url();

  const auto folder = std::filesystem::temp_directory_path() / ("edify-identity-bench-" + random_uuid());
  std::filesystem::create_directories(folder);
  const auto key = access::TokenKey::load_or_create(folder / "token.jwk").value();
  const auto list = catalog::SqliteAccessRegister::open(folder / "edify.db").value();
  const std::string api_key = access::make_api_key()->reveal();
  catalog::ApiKey row;
  row.id = "bench";
  row.secret_hash = access::hash_api_key(api_key);
  row.expires = unix_now() + std::chrono::hours(1);
  (void)list->add_key(row);
  const auto live = access::LiveRegister::start(*list, {}).value();
  access::oidc::IssuerSettings settings;
  settings.issuer = url;
  settings.audiences = {"edify"};
  settings.algorithms = {"RS256", "PS256", "ES256"};
  const auto issuers = access::oidc::Issuers::open({access::oidc::complete(settings).value()}).value();
  const access::SessionCookies sessions(access::Seal(key), "http://127.0.0.1", std::chrono::hours(1));
  const access::Authenticator authenticator(
      {.local_key = &key, .issuers = &issuers, .live = live.get(), .sessions = &sessions});

  const auto now = unix_now().time_since_epoch().count();
  const std::string claims = json::serialize(json::object{{"iss", url},
                                                          {"aud", "edify"},
                                                          {"sub", "5f1c9a3e-0000-4000-8000-000000000001"},
                                                          {"iat", now},
                                                          {"nbf", now},
                                                          {"exp", now + 3600},
                                                          {"scp", "ask"},
                                                          {"roles", {"teacher"}},
                                                          {"grades", {"grade5", "grade6"}}});
  const auto bearer = [&](const std::string& token) {
    return [&authenticator, header = "Bearer " + token] {
      return authenticator.authenticate({.authorization = header}, access::oidc::Patience::some).has_value();
    };
  };
  const Principal anna{.user = "anna", .role = Role::teacher, .grades = {"grade5"}, .all_grades = false};
  const std::string cookie = sessions.begin(anna, unix_now()).value();
  measure("RS256, 2,048 bits", rounds, bearer(sign(rsa, "RS256", "rsa", claims)));
  measure("PS256, 2,048 bits", rounds, bearer(sign(rsa, "PS256", "rsa", claims)));
  measure("ES256", rounds, bearer(sign(ec, "ES256", "ec", claims)));
  measure("ES256, key unknown (refused)", rounds, bearer(sign(ec, "ES256", "nobody's", claims)));
  measure("Edify's own, HS256", rounds,
          bearer(access::sign_token(key, anna, std::chrono::hours(1), unix_now()).value()));
  measure("API key", rounds, bearer(api_key));
  measure("web session", rounds, [&, pair = cookie.substr(0, cookie.find(';'))] {
    return authenticator.authenticate({.cookie = pair}).has_value();
  });
  cjose_jwk_release(rsa);
  cjose_jwk_release(ec);
  std::filesystem::remove_all(folder);
  return 0;
}
