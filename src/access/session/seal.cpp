#include "access/session/seal.h"

#include <cjose/cjose.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstdint>
#include <memory>

#include "access/base64url.h"

namespace edify::access {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t longest_sealed = 8 * 1024;

struct ReleaseContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, ReleaseContext>;

const std::uint8_t* bytes_of(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }
std::uint8_t* bytes_of(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }
int length_of(std::string_view text) { return static_cast<int>(text.size()); }

}  // namespace

Seal::Seal(const TokenKey& key) {
  cjose_err error{};
  const auto* data = static_cast<const char*>(cjose_jwk_get_keydata(key.jwk(), &error));  // owned by the key
  key_ = Secret(std::string(data, key_bytes));
}

Result<std::string> Seal::close(std::string_view purpose, std::string_view text) const {
  std::string nonce(nonce_bytes, '\0');
  std::string cipher(text.size(), '\0');
  std::string tag(tag_bytes, '\0');
  int count = 0;
  const Context context(EVP_CIPHER_CTX_new());
  const bool sealed =
      context != nullptr && text.size() <= longest_sealed && RAND_bytes(bytes_of(nonce), nonce_bytes) == 1 &&
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key_.reveal()), bytes_of(nonce)) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &count, bytes_of(purpose), length_of(purpose)) == 1 &&
      EVP_EncryptUpdate(context.get(), bytes_of(cipher), &count, bytes_of(text), length_of(text)) == 1 &&
      EVP_EncryptFinal_ex(context.get(), nullptr, &count) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, tag.data()) == 1;
  if (!sealed) return fail(ErrorCode::internal, "cannot seal a session");
  return encode_base64url(nonce + cipher + tag);
}

std::optional<std::string> Seal::open(std::string_view purpose, std::string_view sealed) const {
  if (sealed.size() > 2 * longest_sealed) return std::nullopt;
  const auto whole = decode_base64url(sealed);
  if (!whole || whole->size() < nonce_bytes + tag_bytes) return std::nullopt;
  const std::string_view nonce = std::string_view(*whole).substr(0, nonce_bytes);
  const std::string_view cipher = std::string_view(*whole).substr(nonce_bytes, whole->size() - nonce_bytes - tag_bytes);
  std::string tag = whole->substr(whole->size() - tag_bytes);
  std::string text(cipher.size(), '\0');
  int count = 0;
  const Context context(EVP_CIPHER_CTX_new());
  const bool opened =
      context != nullptr &&
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key_.reveal()), bytes_of(nonce)) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &count, bytes_of(purpose), length_of(purpose)) == 1 &&
      EVP_DecryptUpdate(context.get(), bytes_of(text), &count, bytes_of(cipher), length_of(cipher)) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), nullptr, &count) == 1;
  if (!opened) return std::nullopt;
  return text;
}

}  // namespace edify::access
