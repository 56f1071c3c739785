#include "access/token_key.h"

#include <cjose/cjose.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

#include "base/hash.h"

namespace edify::access {
namespace {

constexpr std::size_t key_bits = 256;
constexpr std::size_t max_file_bytes = 4096;

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

std::unexpected<Error> fail_with_errno(std::string_view what, const std::filesystem::path& file) {
  return fail(ErrorCode::unavailable, fmt::format("cannot {} token key {}: {}", what, file.string(),
                                                  std::strerror(errno)));  // NOLINT(concurrency-mt-unsafe)
}

Result<void> write_new_file(const std::filesystem::path& file, std::string_view text) {
  const FileDescriptor fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (fd.get() < 0) return fail_with_errno("create", file);
  if (::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) || ::fsync(fd.get()) != 0) {
    return fail_with_errno("write", file);
  }
  return {};
}

Result<std::string> read_private_file(const std::filesystem::path& file) {
  const FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (fd.get() < 0 || ::fstat(fd.get(), &status) != 0) return fail_with_errno("open", file);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("token key {} is open to other users (mode {:04o}); run chmod 600 on it, or delete it to "
                            "get a new key and void every token",
                            file.string(), status.st_mode & 07777),
                "unsafe_key_file");
  }
  std::string text(max_file_bytes, '\0');
  const auto count = ::read(fd.get(), text.data(), text.size());
  if (count < 0) return fail_with_errno("read", file);
  text.resize(static_cast<std::size_t>(count));
  return text;
}

}  // namespace

void TokenKey::Release::operator()(_cjose_jwk_int* jwk) const { cjose_jwk_release(jwk); }

Result<TokenKey> TokenKey::load_or_create(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) EDIFY_CHECK(create(file));
  return load(file);
}

Result<TokenKey> TokenKey::load(const std::filesystem::path& file) {
  EDIFY_TRY(std::string text, read_private_file(file));
  cjose_err error{};
  TokenKey key(cjose_jwk_import(text.data(), text.size(), &error));
  OPENSSL_cleanse(text.data(), text.size());
  if (key.jwk() == nullptr || cjose_jwk_get_kty(key.jwk(), &error) != CJOSE_JWK_KTY_OCT ||
      cjose_jwk_get_keysize(key.jwk(), &error) != key_bits) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("{} is not a 256-bit token key; restore it from a backup, or delete it to get a new key "
                            "and void every token",
                            file.string()),
                "bad_key_file");
  }
  return key;
}

Result<void> TokenKey::create(const std::filesystem::path& file) {
  cjose_err error{};
  const TokenKey key(cjose_jwk_create_oct_random(key_bits, &error));
  char* json = key.jwk() != nullptr ? cjose_jwk_to_json(key.jwk(), /*priv=*/true, &error) : nullptr;
  if (json == nullptr) return fail(ErrorCode::internal, fmt::format("cannot make a token key: {}", error.message));

  // The complete file appears under its name in one step, and never over a key that another process just made.
  const auto draft = std::filesystem::path(file.string() + "." + random_uuid());
  auto written = write_new_file(draft, json);
  OPENSSL_cleanse(json, std::strlen(json));
  cjose_get_dealloc()(json);
  if (written && ::link(draft.c_str(), file.c_str()) != 0 && errno != EEXIST) {
    written = fail_with_errno("create", file);
  }
  ::unlink(draft.c_str());
  return written;
}

}  // namespace edify::access
