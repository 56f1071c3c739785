#include "access/token.h"

#include <cjose/cjose.h>
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "access/claims.h"

namespace edify::access {
namespace {

struct ReleaseJws {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
struct ReleaseHeader {
  void operator()(cjose_header_t* header) const { cjose_header_release(header); }
};
using Jws = std::unique_ptr<cjose_jws_t, ReleaseJws>;
using Header = std::unique_ptr<cjose_header_t, ReleaseHeader>;

constexpr const char* algorithm = "HS256";
constexpr const char* token_type = "JWT";

std::unexpected<Error> refuse(std::string_view why) {
  return fail(ErrorCode::unauthenticated, fmt::format("the token is not valid: {}", why), "invalid_token");
}

// The value of a base64url digit (RFC 4648, section 5), or nothing.
std::optional<unsigned> base64url_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-') return 62;
  if (c == '_') return 63;
  return std::nullopt;
}

// Decoders forgive stray bits in the last digit, so that several texts are the same signature. One text, one token.
bool is_canonical_base64url(std::string_view part) {
  const auto rest = part.size() % 4;
  if (part.empty() || rest == 1) return false;
  for (const char c : part) {
    if (!base64url_value(c)) return false;
  }
  const unsigned unused_bits = rest == 2 ? 0xFU : rest == 3 ? 0x3U : 0U;
  return (*base64url_value(part.back()) & unused_bits) == 0;
}

bool is_well_formed(std::string_view token) {
  const auto first = token.find('.');
  if (first == std::string_view::npos) return false;
  const auto second = token.find('.', first + 1);
  if (second == std::string_view::npos) return false;
  return is_canonical_base64url(token.substr(0, first)) &&
         is_canonical_base64url(token.substr(first + 1, second - first - 1)) &&
         is_canonical_base64url(token.substr(second + 1));
}

bool header_is(cjose_header_t* header, const char* name, std::string_view expected) {
  cjose_err error{};
  const char* value = cjose_header_get(header, name, &error);
  return value != nullptr && value == expected;
}

bool header_has(cjose_header_t* header, const char* name) {
  cjose_err error{};
  char* json = cjose_header_get_raw(header, name, &error);
  if (json == nullptr) return false;
  cjose_get_dealloc()(json);
  return true;
}

Header make_header() {
  cjose_err error{};
  Header header(cjose_header_new(&error));
  if (header == nullptr || !cjose_header_set(header.get(), CJOSE_HDR_ALG, algorithm, &error) ||
      !cjose_header_set(header.get(), "typ", token_type, &error)) {
    return nullptr;
  }
  return header;
}

}  // namespace

Result<std::string> sign_token(const TokenKey& key, const Principal& principal, std::chrono::seconds ttl,
                               UnixSeconds now) {
  EDIFY_TRY(const std::string claims, encode_claims(principal, ttl, now));
  cjose_err error{};
  const Header header = make_header();
  const Jws jws(header == nullptr
                    ? nullptr
                    : cjose_jws_sign(key.jwk(), header.get(), reinterpret_cast<const std::uint8_t*>(claims.data()),
                                     claims.size(), &error));
  const char* token = nullptr;  // owned by jws
  if (jws == nullptr || !cjose_jws_export(jws.get(), &token, &error)) {
    return fail(ErrorCode::internal, fmt::format("cannot sign a token: {}", cjose_err_message(error.code)));
  }
  std::string text(token);
  if (text.size() > max_token_bytes) return fail(ErrorCode::invalid_argument, "the token would be too long");
  return text;
}

Result<Principal> verify_token(const TokenKey& key, std::string_view token, UnixSeconds now) {
  if (token.size() > max_token_bytes) return refuse("too long");
  if (!is_well_formed(token)) return refuse("not a signed JWT");

  cjose_err error{};
  const Jws jws(cjose_jws_import(token.data(), token.size(), &error));
  if (jws == nullptr) return refuse("not a signed JWT");
  auto* header = cjose_jws_get_protected(jws.get());  // owned by jws
  if (!header_is(header, CJOSE_HDR_ALG, algorithm)) return refuse("the algorithm must be HS256");
  if (!header_is(header, "typ", token_type)) return refuse("the type must be JWT");
  // RFC 7515, 4.1.11: extensions that are not understood refuse the token, and none is understood here.
  if (header_has(header, "crit")) return refuse("critical header extensions are not supported");
  if (!cjose_jws_verify(jws.get(), key.jwk(), &error)) return refuse("the signature does not match");

  std::uint8_t* bytes = nullptr;  // owned by jws
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &bytes, &size, &error)) return refuse("no claims");
  return decode_claims({reinterpret_cast<const char*>(bytes), size}, now);
}

}  // namespace edify::access
