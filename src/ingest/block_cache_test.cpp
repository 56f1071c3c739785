#include "ingest/block_cache.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace edify::ingest {
namespace {

constexpr std::uint64_t block = BlockCache::block_bytes;

// Counts what is asked of it; ends early where told to.
class CountingReader final : public RangeReader {
 public:
  struct Counts {
    std::size_t reads = 0;
    std::uint64_t bytes = 0;
  };
  CountingReader(std::uint64_t size, Counts& counts) : size_(size), counts_(counts) {}

  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
    ++counts_.reads;
    counts_.bytes += out.size();
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = at(offset + i);
    return offset + out.size() > truth_ends_ ? truth_ends_ - std::min(offset, truth_ends_) : out.size();
  }
  static std::byte at(std::uint64_t offset) { return static_cast<std::byte>((offset * 2654435761U) >> 13); }
  void end_at(std::uint64_t size) { truth_ends_ = size; }

 private:
  std::uint64_t size_;
  Counts& counts_;
  std::uint64_t truth_ends_ = UINT64_MAX;
};

TEST(BlockCache, AnswersAnyRangeAsTheSourceWould) {
  CountingReader::Counts counts;
  const std::uint64_t size = 9 * block + 12'345;
  BlockCache cache(std::make_unique<CountingReader>(size, counts), 4 * block);
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    const std::uint64_t offset = random() % (size + 1000);
    std::vector<std::byte> out(random() % (3 * block));
    const std::size_t expected = offset >= size ? 0 : std::min<std::uint64_t>(out.size(), size - offset);
    ASSERT_EQ(cache.read(offset, out).value(), expected);
    for (std::size_t at = 0; at < expected; at += 997) ASSERT_EQ(out[at], CountingReader::at(offset + at));
  }
}

TEST(BlockCache, AsksOnceForWhatIsReadAgain) {
  CountingReader::Counts counts;
  BlockCache cache(std::make_unique<CountingReader>(20 * block, counts), 16 * block);
  std::vector<std::byte> out(100);
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(cache.read(5 * block + 10, out));
  EXPECT_EQ(counts.reads, 1U);
}

TEST(BlockCache, ReadsAheadOfASequentialReader) {
  CountingReader::Counts counts;
  BlockCache cache(std::make_unique<CountingReader>(64 * block, counts), 16 * block);
  std::vector<std::byte> out(4096);
  for (std::uint64_t offset = 0; offset < 64 * block; offset += out.size()) ASSERT_TRUE(cache.read(offset, out));
  EXPECT_LE(counts.reads, 12U);
  EXPECT_EQ(counts.bytes, 64 * block);
}

TEST(BlockCache, FetchesOneBlockForAJump) {
  CountingReader::Counts counts;
  BlockCache cache(std::make_unique<CountingReader>(64 * block, counts), 16 * block);
  std::vector<std::byte> out(10);
  for (const std::uint64_t number : {60, 3, 41, 7}) ASSERT_TRUE(cache.read(number * block, out));
  EXPECT_EQ(counts.bytes, 4 * block);
}

TEST(BlockCache, TakesAShortSourceForAnError) {
  CountingReader::Counts counts;
  auto source = std::make_unique<CountingReader>(4 * block, counts);
  source->end_at(3 * block + 5);
  BlockCache cache(std::move(source), 4 * block);
  std::vector<std::byte> out(10);
  EXPECT_TRUE(cache.read(2 * block, out));
  EXPECT_EQ(cache.read(3 * block + 100, out).error().reason, "short_read");
}

TEST(BlockCache, TellsHowFarItHasFetched) {
  CountingReader::Counts counts;
  const std::uint64_t size = 5 * block + 10;
  std::uint64_t furthest = 0;
  BlockCache cache(std::make_unique<CountingReader>(size, counts), 4 * block,
                   [&](std::uint64_t end) { furthest = std::max(furthest, end); });
  std::vector<std::byte> out(100);
  ASSERT_TRUE(cache.read(2 * block, out));
  EXPECT_EQ(furthest, 3 * block);
  ASSERT_TRUE(cache.read(5 * block, out));
  EXPECT_EQ(furthest, size);
}

}  // namespace
}  // namespace edify::ingest
