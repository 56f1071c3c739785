#include "access/jws.h"

#include <cjose/cjose.h>
#include <fmt/format.h>

#include <memory>

#include "access/base64url.h"
#include "access/strict_json.h"

namespace edify::access {
namespace {

namespace json = boost::json;

struct ReleaseJws {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};

// RFC 8725, 3.10: a token does not say where its key is found; RFC 7515, 4.1.11: extensions that are not understood
// refuse the token, and none is understood here (`b64` and `zip` are such).
constexpr std::string_view forbidden_headers[] = {"jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc"};

// A member that is a text, or "" where there is none; nothing where it is something else.
std::optional<std::string> text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return std::string();
  if (!value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

Result<void> read_header(std::string_view text, Jws& jws) {
  const auto header = parse_strict_object(text);
  if (!header) return refuse_token("its header is not a JSON object in which every name comes once");
  for (const auto name : forbidden_headers) {
    if (header->contains(name)) return refuse_token(fmt::format("a header '{}' is not accepted", name));
  }
  const auto algorithm = text_of(*header, "alg");
  const auto type = text_of(*header, "typ");
  const auto key_id = text_of(*header, "kid");
  if (!algorithm || algorithm->empty() || !type || !key_id) return refuse_token("its header has no usable algorithm");
  jws.algorithm = *algorithm;
  jws.type = *type;
  jws.key_id = *key_id;
  return {};
}

}  // namespace

std::unexpected<Error> refuse_token(std::string_view why) {
  return fail(ErrorCode::unauthenticated, fmt::format("the token is not valid: {}", why), "invalid_token");
}

Result<Jws> read_jws(std::string_view token) {
  if (token.size() > max_jws_bytes) return refuse_token("too long");
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) return refuse_token("not a signed JWT");
  const auto header = decode_base64url(token.substr(0, first));
  const auto claims = decode_base64url(token.substr(first + 1, second - first - 1));
  const auto signature = decode_base64url(token.substr(second + 1));
  if (!header || !claims || !signature || signature->empty()) return refuse_token("not a signed JWT");

  Jws jws;
  jws.text = token;
  jws.signature_bytes = signature->size();
  EDIFY_CHECK(read_header(*header, jws));
  auto object = parse_strict_object(*claims);
  if (!object) return refuse_token("its claims are not a JSON object in which every name comes once");
  jws.claims = std::move(*object);
  return jws;
}

Result<void> verify_signature(const Jws& jws, const _cjose_jwk_int* key, std::size_t signature_bytes) {
  if (jws.signature_bytes != signature_bytes) return refuse_token("the signature does not match");
  cjose_err error{};
  const std::unique_ptr<cjose_jws_t, ReleaseJws> parsed(cjose_jws_import(jws.text.data(), jws.text.size(), &error));
  if (parsed == nullptr || !cjose_jws_verify(parsed.get(), key, &error)) {
    return refuse_token("the signature does not match");
  }
  return {};
}

}  // namespace edify::access
