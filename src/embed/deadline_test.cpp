#include <gtest/gtest.h>

#include <chrono>

#include "embed/embedder.h"

namespace edify::embed {
namespace {

TEST(EmbedderDeadline, IsSeenBeforeTheModelIsAsked) {
  const Embedder embedder = Embedder::load(EDIFY_ENGINES_DIR "/minilm").value();
  const Deadline passed(Deadline::Clock::now() - std::chrono::seconds(1));
  const auto late = embedder.embed_question("how do plants eat?", passed);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::unavailable);
  EXPECT_EQ(late.error().reason, "deadline");
  const Deadline later(Deadline::Clock::now() + std::chrono::minutes(10));
  EXPECT_TRUE(embedder.embed_question("how do plants eat?", later));
  EXPECT_TRUE(embedder.embed_question("how do plants eat?", Deadline()));
}

}  // namespace
}  // namespace edify::embed
