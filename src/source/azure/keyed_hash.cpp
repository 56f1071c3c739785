#include "source/azure/keyed_hash.h"

#include <openssl/hmac.h>

#include <stdexcept>

namespace edify::source::azure {
namespace {

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(), bytes_of(out), &size) ==
      nullptr) {
    throw std::runtime_error("OpenSSL has no HMAC-SHA-256");
  }
  out.resize(size);
  return out;
}

}  // namespace edify::source::azure
