#include "base/sealed_stream.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <utility>

#include "base/hmac.h"

namespace edify {
namespace {

constexpr std::string_view magic = "EDIFYENC";
constexpr std::size_t salt_bytes = 32;
constexpr std::size_t head_bytes = magic.size() + salt_bytes;
constexpr std::size_t frame_bytes = std::size_t{1} << 20U;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t sealed_frame_bytes = frame_bytes + tag_bytes;

using Nonce = std::array<unsigned char, 12>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&::EVP_CIPHER_CTX_free)>;

Nonce nonce_of(std::uint64_t number, bool is_last) {
  Nonce nonce{};
  nonce[0] = is_last ? 1 : 0;
  std::memcpy(nonce.data() + 4, &number, sizeof number);
  return nonce;
}

// The salt has a fixed length, so no two pairs of salt and context give one text.
Secret stream_key(const Secret& key, std::string_view salt, std::string_view context) {
  return Secret(hmac_sha256(key.reveal(), std::string(salt).append(context)));
}

CipherContext start(const Secret& key, const Nonce& nonce, bool seals) {
  CipherContext context(::EVP_CIPHER_CTX_new(), &::EVP_CIPHER_CTX_free);
  const auto* key_data = reinterpret_cast<const unsigned char*>(key.reveal().data());
  if (::EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key_data, nonce.data(), seals ? 1 : 0) != 1) {
    throw std::runtime_error("AES-256-GCM is not available");
  }
  return context;
}

unsigned char* as_chars(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }

// The frame becomes its ciphertext, and the tag follows it.
void seal(std::vector<std::byte>& frame, const Secret& key, const Nonce& nonce) {
  const auto context = start(key, nonce, /*seals=*/true);
  const std::size_t size = frame.size();
  frame.resize(size + tag_bytes);
  unsigned char* data = as_chars(frame.data());
  int written = 0;
  const bool good = ::EVP_CipherUpdate(context.get(), data, &written, data, static_cast<int>(size)) == 1 &&
                    ::EVP_CipherFinal_ex(context.get(), data + written, &written) == 1 &&
                    ::EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, data + size) == 1;
  if (!good) throw std::runtime_error("AES-256-GCM did not encrypt");
}

// False: it is not what was sealed.
bool unseal(std::span<std::byte> frame, std::vector<std::byte>& plain, const Secret& key, const Nonce& nonce) {
  const auto context = start(key, nonce, /*seals=*/false);
  const std::size_t size = frame.size() - tag_bytes;
  plain.resize(size + 1);  // never without a place to write to
  unsigned char* out = as_chars(plain.data());
  unsigned char* data = as_chars(frame.data());
  int written = 0;
  const bool good = ::EVP_CipherUpdate(context.get(), out, &written, data, static_cast<int>(size)) == 1 &&
                    ::EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, data + size) == 1 &&
                    ::EVP_CipherFinal_ex(context.get(), out + written, &written) == 1;
  plain.resize(size);
  return good;
}

std::unexpected<Error> not_sealed() {
  return fail(ErrorCode::unreadable, "it is damaged, cut off, not in its place, or sealed with another key",
              std::string(not_sealed_reason));
}

}  // namespace

std::uint64_t sealed_size(std::uint64_t plain_size) {
  const std::uint64_t frames = std::max<std::uint64_t>((plain_size + frame_bytes - 1) / frame_bytes, 1);
  return head_bytes + plain_size + frames * tag_bytes;
}

Sealer::Sealer(const Secret& key, std::string_view context, TakeBytes take) : take_(std::move(take)) {
  const std::string salt = random_bytes(salt_bytes);
  stream_key_ = stream_key(key, salt, context);
  head_ = std::string(magic) + salt;
}

Result<void> Sealer::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    // A full frame waits for what follows it: the last one is sealed differently.
    if (frame_.size() == frame_bytes) EDIFY_CHECK(hand_on_frame(/*is_last=*/false));
    const auto part = bytes.first(std::min(bytes.size(), frame_bytes - frame_.size()));
    frame_.insert(frame_.end(), part.begin(), part.end());
    bytes = bytes.subspan(part.size());
  }
  return {};
}

Result<void> Sealer::finish() { return hand_on_frame(/*is_last=*/true); }

Result<void> Sealer::hand_on_frame(bool is_last) {
  if (number_ == 0) EDIFY_CHECK(take_(std::as_bytes(std::span(head_))));
  seal(frame_, stream_key_, nonce_of(number_++, is_last));
  EDIFY_CHECK(take_(frame_));
  frame_.clear();
  return {};
}

Unsealer::Unsealer(const Secret& key, std::string_view context, TakeBytes take)
    : key_(key), context_(context), take_(std::move(take)) {}

Result<void> Unsealer::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const bool in_head = stream_key_.empty();
    const std::size_t whole = in_head ? head_bytes : sealed_frame_bytes;
    // A whole frame waits for what follows it: only then is it known not to be the last.
    if (!in_head && sealed_.size() == whole) EDIFY_CHECK(hand_on_frame(/*is_last=*/false));
    const auto part = bytes.first(std::min(bytes.size(), whole - sealed_.size()));
    sealed_.insert(sealed_.end(), part.begin(), part.end());
    bytes = bytes.subspan(part.size());
    if (in_head && sealed_.size() == whole) EDIFY_CHECK(read_head());
  }
  return {};
}

Result<void> Unsealer::finish() {
  if (stream_key_.empty()) return not_sealed();
  return hand_on_frame(/*is_last=*/true);
}

Result<void> Unsealer::read_head() {
  const std::string_view head(reinterpret_cast<const char*>(sealed_.data()), sealed_.size());
  if (!head.starts_with(magic)) return not_sealed();
  stream_key_ = stream_key(key_, head.substr(magic.size()), context_);
  sealed_.clear();
  return {};
}

Result<void> Unsealer::hand_on_frame(bool is_last) {
  if (sealed_.size() < tag_bytes || !unseal(sealed_, plain_, stream_key_, nonce_of(number_++, is_last))) {
    return not_sealed();
  }
  sealed_.clear();
  return take_(plain_);
}

}  // namespace edify
