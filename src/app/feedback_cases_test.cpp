#include "app/feedback_cases.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "model/placement.h"

namespace edify::app {
namespace {

catalog::RatedAnswer good_answer() {
  return {.message_id = "0b7e7dee",
          .is_good = true,
          .reasons = {},
          .role = "student",
          .question = "Why do leaves look green?",
          .sources = {{.document_id = "other", .version = "v1"}, {.document_id = "leaf", .version = "v1"}},
          .outcome = R"({"citations": [{"n": 2, "quote": "It sends back green light.", "page": 2}]})"};
}

store::ReadableDocument leaf(const std::string& version = "v1") {
  store::ReadableDocument document;
  document.version = version;
  document.document.id = "leaf";
  document.document.path = "Knowledge Bank/kb/2025-2026/grade5/leaf.pdf";
  document.document.placement = placement_from_path(document.document.path, "2025-2026");
  return document;
}

std::string reason(const catalog::RatedAnswer& rated, const std::optional<store::ReadableDocument>& cited) {
  const auto line = case_of(rated, cited).value();
  EXPECT_FALSE(line.contains("expected_path"));
  return std::string(line.at("to_judge").as_string());
}

TEST(FeedbackCases, AGoodAnswerExpectsItsCitationAgain) {
  EXPECT_EQ(cited_source(good_answer()).value()->document_id, "leaf");
  const auto line = case_of(good_answer(), leaf()).value();
  EXPECT_EQ(boost::json::serialize(line),
            R"({"id":"feedback-)" + std::string(line.at("id").as_string()).substr(9) +
                R"(","question":"Why do leaves look green?","role":"student","grades":["grade5"],"language":"en",)"
                R"("expected_path":"Knowledge Bank/kb/2025-2026/grade5/leaf.pdf",)"
                R"("expected_text":"It sends back green light.","expected_page":2})");
}

TEST(FeedbackCases, APersonJudgesWhatTheRatingDoesNot) {
  auto bad = good_answer();
  bad.is_good = false;
  bad.reasons = {"wrong", "incomplete"};
  EXPECT_EQ(reason(bad, leaf()), "rated bad: wrong, incomplete");
  auto follow_up = good_answer();
  follow_up.is_follow_up = true;
  EXPECT_THAT(reason(follow_up, leaf()), testing::HasSubstr("follow-up"));
  EXPECT_THAT(reason(good_answer(), leaf("v2")), testing::HasSubstr("changed"));
  EXPECT_THAT(reason(good_answer(), std::nullopt), testing::HasSubstr("gone"));
  auto refusal = good_answer();
  refusal.outcome = R"({"refused": true, "citations": []})";
  EXPECT_FALSE(cited_source(refusal).value());
  EXPECT_THAT(reason(refusal, std::nullopt), testing::HasSubstr("refusal"));
}

TEST(FeedbackCases, ACitationOfNothingIsNone) {
  auto odd = good_answer();
  for (const char* outcome : {R"({"citations": [{"n": 3}]})", R"({"citations": [{"n": 0}]})", R"({"citations": [7]})",
                              R"({"citations": {}})", ""}) {
    odd.outcome = outcome;
    EXPECT_FALSE(cited_source(odd).value()) << outcome;
  }
  odd.outcome = "[";
  EXPECT_FALSE(cited_source(odd));
}

}  // namespace
}  // namespace edify::app
