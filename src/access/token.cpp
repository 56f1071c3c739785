#include "access/token.h"

#include <cjose/cjose.h>
#include <fmt/format.h>

#include <memory>

#include "access/claims.h"

namespace edify::access {
namespace {

struct ReleaseJws {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
struct ReleaseHeader {
  void operator()(cjose_header_t* header) const { cjose_header_release(header); }
};
using SignedJws = std::unique_ptr<cjose_jws_t, ReleaseJws>;
using Header = std::unique_ptr<cjose_header_t, ReleaseHeader>;

constexpr const char* algorithm = "HS256";
constexpr const char* token_type = "JWT";
constexpr std::size_t signature_bytes = 32;  // of HMAC SHA-256

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
  const SignedJws jws(header == nullptr ? nullptr
                                        : cjose_jws_sign(key.jwk(), header.get(),
                                                         reinterpret_cast<const std::uint8_t*>(claims.data()),
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
  if (token.size() > max_token_bytes) return refuse_token("too long");
  EDIFY_TRY(const Jws jws, read_jws(token));
  return verify_token(key, jws, now);
}

Result<Principal> verify_token(const TokenKey& key, const Jws& jws, UnixSeconds now) {
  if (jws.algorithm != algorithm) return refuse_token("the algorithm must be HS256");
  if (jws.type != token_type) return refuse_token("the type must be JWT");
  EDIFY_CHECK(verify_signature(jws, key.jwk(), signature_bytes));
  return decode_claims(jws.claims, now);
}

}  // namespace edify::access
