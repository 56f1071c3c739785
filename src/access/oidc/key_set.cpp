#include "access/oidc/key_set.h"

#include <cjose/cjose.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "access/base64url.h"
#include "access/strict_json.h"

namespace edify::access::oidc {
namespace {

namespace json = boost::json;

constexpr std::size_t least_rsa_bits = 2048;  // RFC 7518, 3.3
constexpr std::size_t most_rsa_bits = 8192;   // checking a signature takes the cube of it
constexpr std::size_t p256_signature_bytes = 64;
constexpr std::size_t most_keys = 100;
constexpr std::size_t longest_id = 256;

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// RFC 7517, 4.2 and 4.3.
bool is_for_verifying(const json::object& key) {
  if (key.contains("use") && text_of(key, "use") != "sig") return false;
  const auto* operations = key.if_contains("key_ops");
  if (operations == nullptr) return true;
  if (!operations->is_array()) return false;
  return std::ranges::any_of(operations->get_array(),
                             [](const json::value& each) { return each.is_string() && each.get_string() == "verify"; });
}

// An exponent of one makes every text its own signature; an even one is no RSA.
bool has_sound_exponent(const json::object& key) {
  const auto exponent = decode_base64url(text_of(key, "e"));
  return exponent && !exponent->empty() && (exponent->back() & 1) != 0 && *exponent != "\x01";
}

std::optional<std::size_t> signature_bytes(const cjose_jwk_t* key, const json::object& source) {
  cjose_err error{};
  const std::size_t bits = cjose_jwk_get_keysize(key, &error);
  switch (cjose_jwk_get_kty(key, &error)) {
    case CJOSE_JWK_KTY_RSA:
      if (bits < least_rsa_bits || bits > most_rsa_bits || !has_sound_exponent(source)) return std::nullopt;
      return (bits + 7) / 8;
    case CJOSE_JWK_KTY_EC:
      if (cjose_jwk_EC_get_curve(key, &error) != CJOSE_JWK_EC_P_256) return std::nullopt;
      return p256_signature_bytes;
    case CJOSE_JWK_KTY_OCT: return std::nullopt;
  }
  return std::nullopt;
}

std::optional<VerificationKey> read_key(const json::value& value) {
  const auto* source = value.if_object();
  if (source == nullptr || !is_for_verifying(*source)) return std::nullopt;
  VerificationKey key;
  key.id = text_of(*source, "kid");
  key.type = text_of(*source, "kty");
  key.algorithm = text_of(*source, "alg");
  key.issuer = text_of(*source, "issuer");
  if (key.id.empty() || key.id.size() > longest_id || (key.type != "RSA" && key.type != "EC")) return std::nullopt;
  const std::string text = json::serialize(*source);
  cjose_err error{};
  key.key = std::shared_ptr<const _cjose_jwk_int>(
      cjose_jwk_import(text.data(), text.size(), &error),
      [](const _cjose_jwk_int* jwk) { cjose_jwk_release(const_cast<_cjose_jwk_int*>(jwk)); });
  if (key.key == nullptr) return std::nullopt;
  const auto bytes = signature_bytes(key.key.get(), *source);
  if (!bytes) return std::nullopt;
  key.signature_bytes = *bytes;
  return key;
}

}  // namespace

bool VerificationKey::is_for(std::string_view wanted) const {
  if (!algorithm.empty() && algorithm != wanted) return false;
  return type == "RSA" ? wanted == "RS256" || wanted == "PS256" : wanted == "ES256";
}

Result<KeySet> KeySet::parse(std::string_view text) {
  const auto document = parse_strict_object(text);
  const auto* list = document ? document->if_contains("keys") : nullptr;
  if (list == nullptr || !list->is_array() || list->get_array().size() > most_keys) {
    return fail(ErrorCode::unreadable, "what the issuer gives as its keys is no key set", "bad_key_set");
  }
  KeySet set;
  for (const auto& each : list->get_array()) {
    if (auto key = read_key(each)) set.keys_.push_back(std::move(*key));
  }
  if (set.keys_.empty()) {
    return fail(ErrorCode::unreadable, "none of the issuer's keys can check a signature here", "bad_key_set");
  }
  return set;
}

const VerificationKey* KeySet::find(std::string_view id, std::string_view algorithm) const {
  const auto found =
      std::ranges::find_if(keys_, [&](const VerificationKey& key) { return key.id == id && key.is_for(algorithm); });
  return found == keys_.end() ? nullptr : &*found;
}

}  // namespace edify::access::oidc
