#include "answer/llm/grounding.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

namespace edify::answer::llm {
namespace {

const embed::Embedder& embedder() {
  static const embed::Embedder one = embed::Embedder::load(EDIFY_ENGINES_DIR "/minilm").value();
  return one;
}

// tests/answers/grounding.jsonl: sentences as a model might say them, and whether the passage says so.
TEST(Grounding, TellsWhatIsBorneOutFromWhatIsInvented) {
  std::ifstream lines(EDIFY_SOURCE_DIR "/tests/answers/grounding.jsonl");
  int borne_out = 0;
  int missed = 0;
  int invented = 0;
  int believed = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto judged = boost::json::parse(line);
    Passage passage;
    passage.text = std::string(judged.at("passage").as_string());
    const std::string sentence(judged.at("sentence").as_string());
    const auto likeness = likeness_of(sentence, passage, embedder());
    const bool found = bears_out(likeness);
    const bool is_true = judged.at("borne_out").as_bool();
    (is_true ? borne_out : invented) += 1;
    if (is_true && !found) ++missed;
    if (!is_true && found) ++believed;
    if (found != is_true) {
      std::cout << (is_true ? "missed: " : "believed: ") << sentence << " overlap " << likeness.overlap << ", cosine "
                << likeness.cosine << "\n";
    }
  }
  EXPECT_GE(borne_out, 25);
  EXPECT_GE(invented, 25);
  EXPECT_LE(missed, borne_out / 10);
  EXPECT_LE(believed, invented / 20);
}

}  // namespace
}  // namespace edify::answer::llm
