#include "access/api_key.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <boost/crc.hpp>
#include <cstdint>

#include "base/hash.h"

namespace edify::access {
namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t secret_digits = 43;  // 62^43 > 2^256
constexpr std::size_t checksum_digits = 6;
constexpr std::size_t key_length = api_key_prefix.size() + secret_digits + checksum_digits;

// The number in base 62, the last digit first: long division of a number of 256 bits.
std::string to_base62(std::array<std::uint8_t, secret_bytes> number) {
  std::string text;
  while (text.size() < secret_digits) {
    unsigned rest = 0;
    for (auto& byte : number) {
      const unsigned value = (rest << 8U) | byte;
      byte = static_cast<std::uint8_t>(value / digits.size());
      rest = value % digits.size();
    }
    text.push_back(digits[rest]);
  }
  return text;
}

std::string checksum(std::string_view text) {
  boost::crc_32_type crc;
  crc.process_bytes(text.data(), text.size());
  std::string out;
  for (auto rest = crc.checksum(); out.size() < checksum_digits; rest /= digits.size()) {
    out.push_back(digits[rest % digits.size()]);
  }
  return out;
}

}  // namespace

Result<Secret> make_api_key() {
  std::array<std::uint8_t, secret_bytes> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
    return fail(ErrorCode::internal, "cannot make a key: the system gives no random numbers");
  }
  std::string key = std::string(api_key_prefix) + to_base62(random);
  key += checksum(key);
  return Secret(std::move(key));
}

bool is_api_key(std::string_view text) {
  if (text.size() != key_length || !text.starts_with(api_key_prefix)) return false;
  const auto is_digit = [](char c) { return digits.find(c) != std::string_view::npos; };
  if (!std::ranges::all_of(text.substr(api_key_prefix.size()), is_digit)) return false;
  const std::size_t body = key_length - checksum_digits;
  return checksum(text.substr(0, body)) == text.substr(body);
}

std::string hash_api_key(std::string_view key) { return sha256_hex(key); }

}  // namespace edify::access
