#include "base/hmac.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/hash.h"

namespace edify {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_key_file = 4096;

std::unexpected<Error> fail_with_errno(std::string_view what, std::string_view purpose, const fs::path& file) {
  const std::string why = std::error_code(errno, std::generic_category()).message();
  return fail(ErrorCode::unavailable, fmt::format("cannot {} the {} key {}: {}", what, purpose, file.string(), why));
}

std::optional<unsigned> digit_of(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return std::nullopt;
}

Result<std::string> read_private_file(const fs::path& file, std::string_view purpose) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail_with_errno("open", purpose, file);
  struct stat status {};
  std::string text(longest_key_file, '\0');
  const bool known = ::fstat(descriptor, &status) == 0;
  const auto count = ::read(descriptor, text.data(), text.size());
  ::close(descriptor);
  if (!known || count < 0) return fail_with_errno("read", purpose, file);
  if (is_key_file_open(status.st_mode, status.st_uid, ::geteuid())) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("the {} key {} is open to other users (mode {:04o}); run chmod 600 on it", purpose,
                            file.string(), status.st_mode & 07777),
                "unsafe_key_file");
  }
  text.resize(static_cast<std::size_t>(count));
  return text;
}

// The complete file appears under its name in one step, and never over a key that another process just made.
Result<void> create_key(const fs::path& file, std::string_view purpose) {
  const fs::path draft = file.string() + "." + random_uuid();
  const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return fail_with_errno("create", purpose, file);
  const Secret text(to_hex(random_bytes(key_bytes)) + "\n");
  const auto& bytes = text.reveal();
  bool good = ::write(descriptor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  good = ::fsync(descriptor) == 0 && good;
  ::close(descriptor);
  if (good && ::link(draft.c_str(), file.c_str()) != 0) good = errno == EEXIST;
  Result<void> created;
  if (!good) created = fail_with_errno("write", purpose, file);
  ::unlink(draft.c_str());
  return created;
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (::HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), digest.data(), &length) ==
      nullptr) {
    throw std::runtime_error("HMAC with SHA-256 is not available");
  }
  return {reinterpret_cast<const char*>(digest.data()), length};
}

std::string hmac_sha256_hex(std::string_view key, std::string_view text) { return to_hex(hmac_sha256(key, text)); }

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    throw std::runtime_error("no random numbers from OpenSSL");
  }
  return bytes;
}

bool is_key_file_open(unsigned mode, unsigned owner, unsigned user) {
  const bool is_lent_by_root = owner == 0 && user != 0;
  return (mode & (S_IRWXO | (is_lent_by_root ? S_IWGRP | S_IXGRP : S_IRWXG))) != 0;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(digits[byte >> 4U]);
    out.push_back(digits[byte & 15U]);
  }
  return out;
}

Secret key_from_hex(std::string_view text) {
  constexpr std::string_view white = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(white), text.size()));
  text = text.substr(0, text.find_last_not_of(white) + 1);
  if (text.size() != 2 * key_bytes) return {};
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = digit_of(text[i]);
    const auto low = digit_of(text[i + 1]);
    if (!high || !low) return {};
    bytes.push_back(static_cast<char>(*high * 16 + *low));
  }
  return Secret(std::move(bytes));
}

Result<Secret> load_or_create_key(const fs::path& file, std::string_view purpose) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) EDIFY_CHECK(create_key(file, purpose));
  EDIFY_TRY(std::string read, read_private_file(file, purpose));
  const Secret text(std::move(read));
  Secret key = key_from_hex(text.reveal());
  if (key.empty()) {
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("{} is not the {} key (64 hexadecimal digits); restore it from a backup", file.string(), purpose),
        "bad_key_file");
  }
  return key;
}

}  // namespace edify
