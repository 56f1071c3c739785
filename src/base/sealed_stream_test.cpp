#include "base/sealed_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace edify {
namespace {

constexpr std::size_t megabyte = std::size_t{1} << 20U;
const Secret key(std::string(32, 'k'));

std::string text_of(std::size_t size) {
  std::mt19937 random(static_cast<unsigned>(size));
  std::string text(size, '\0');
  std::ranges::generate(text, [&] { return static_cast<char>(random()); });
  return text;
}

TakeBytes append_to(std::string& text) {
  return [&text](std::span<const std::byte> bytes) -> Result<void> {
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  };
}

// In pieces of `piece` bytes.
template <typename Stream>
Result<void> feed(Stream& stream, std::string_view text, std::size_t piece) {
  while (!text.empty()) {
    EDIFY_CHECK(stream.append(std::as_bytes(std::span(text.substr(0, piece)))));
    text.remove_prefix(std::min(piece, text.size()));
  }
  return stream.finish();
}

std::string sealed(std::string_view text, std::string_view context = "a", std::size_t piece = 100'000) {
  std::string out;
  Sealer sealer(key, context, append_to(out));
  EXPECT_TRUE(feed(sealer, text, piece));
  return out;
}

Result<std::string> unsealed(std::string_view text, const Secret& with = key, std::string_view context = "a",
                             std::size_t piece = 65'537) {
  std::string out;
  Unsealer unsealer(with, context, append_to(out));
  EDIFY_CHECK(feed(unsealer, text, piece));
  return out;
}

TEST(SealedStream, GivesBackWhatWasSealed) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, megabyte - 1, megabyte, megabyte + 1, 3 * megabyte}) {
    const auto text = text_of(size);
    const auto bytes = sealed(text);
    EXPECT_EQ(bytes.size(), sealed_size(size));
    EXPECT_EQ(unsealed(bytes), text) << size;
  }
}

TEST(SealedStream, DoesNotCareInWhichPiecesItComes) {
  const auto text = text_of(megabyte + 77);
  EXPECT_EQ(unsealed(sealed(text, "a", 1'000'003), key, "a", 4 * megabyte), text);
  EXPECT_EQ(unsealed(sealed(text, "a", 4 * megabyte), key, "a", 17), text);
}

TEST(SealedStream, OfOneTextLooksDifferentEveryTime) { EXPECT_NE(sealed("the same"), sealed("the same")); }

TEST(SealedStream, IsRefusedWithAnotherKeyOrContext) {
  const auto bytes = sealed("secret");
  const auto other_key = unsealed(bytes, Secret(std::string(32, 'x')));
  ASSERT_FALSE(other_key);
  EXPECT_EQ(other_key.error().reason, not_sealed_reason);
  EXPECT_FALSE(unsealed(bytes, key, "b"));
}

TEST(SealedStream, IsRefusedWhereOneBitIsAnother) {
  const auto bytes = sealed(text_of(megabyte + 100));
  // head, salt, first frame, its tag, last frame, its tag
  for (const std::size_t place :
       {std::size_t{0}, std::size_t{8}, std::size_t{40}, 40 + megabyte, 40 + megabyte + 16 + 5, bytes.size() - 1}) {
    auto damaged = bytes;
    damaged[place] = static_cast<char>(damaged[place] ^ 1);
    EXPECT_FALSE(unsealed(damaged)) << place;
  }
}

TEST(SealedStream, IsRefusedWhereItEndsEarly) {
  const auto bytes = sealed(text_of(2 * megabyte + 100));
  const std::size_t frame = megabyte + 16;
  for (const std::size_t length : {std::size_t{0}, std::size_t{7}, std::size_t{39}, std::size_t{40}, 40 + frame,
                                   40 + 2 * frame, bytes.size() - 1}) {
    EXPECT_FALSE(unsealed(std::string_view(bytes).substr(0, length))) << length;
  }
}

TEST(SealedStream, IsRefusedWhereFramesAreSwappedOrAdded) {
  const auto bytes = sealed(text_of(3 * megabyte));
  const std::size_t frame = megabyte + 16;
  auto swapped = bytes;
  std::swap_ranges(swapped.begin() + 40, swapped.begin() + 40 + static_cast<long>(frame),
                   swapped.begin() + 40 + static_cast<long>(frame));
  EXPECT_FALSE(unsealed(swapped));
  EXPECT_FALSE(unsealed(bytes + bytes.substr(40 + 2 * frame)));
}

TEST(SealedStream, HandsOnNothingThatWasNotVerified) {
  auto bytes = sealed(text_of(3 * megabyte));
  bytes[40 + megabyte + 16 + 9] ^= 1;  // in the second frame
  std::string out;
  Unsealer unsealer(key, "a", append_to(out));
  EXPECT_FALSE(feed(unsealer, bytes, 4096));
  EXPECT_EQ(out.size(), megabyte);
}

TEST(SealedStream, EndsWithTheErrorOfWhoTakesIt) {
  Sealer sealer(key, "a", [](std::span<const std::byte>) -> Result<void> {
    return fail(ErrorCode::unavailable, "the disk is full");
  });
  ASSERT_TRUE(sealer.append({}));
  const auto finished = sealer.finish();
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().message, "the disk is full");
}

}  // namespace
}  // namespace edify
