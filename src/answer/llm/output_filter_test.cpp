#include "answer/llm/output_filter.h"

#include <gmock/gmock.h>

#include "answer/llm/completion_piece.h"
#include "answer/llm/event_reader.h"

namespace edify::answer::llm {
namespace {

// Three passages; the text comes in pieces of `step` bytes.
ToldPiece filtered(std::string_view written, std::size_t step = 1'000'000) {
  OutputFilter filter(3);
  ToldPiece all;
  const auto add = [&all](const ToldPiece& piece) {
    all.text += piece.text;
    all.citations.insert(all.citations.end(), piece.citations.begin(), piece.citations.end());
  };
  for (; !written.empty(); written.remove_prefix(std::min(step, written.size())))
    add(filter.take(written.substr(0, step)));
  add(filter.finish());
  return all;
}

TEST(OutputFilter, KeepsCitationsOfPassagesThatAreThereAndNoOthers) {
  const auto told = filtered("Leaves are green [1]. Roots are not [7]. Both grow [2, 3][9].");
  EXPECT_EQ(told.text, "Leaves are green [1]. Roots are not. Both grow [2][3].");
  EXPECT_THAT(told.citations, testing::ElementsAre(1, 2, 3));
  EXPECT_EQ(filtered("So it is [passage 2].").text, "So it is [2].");
  EXPECT_EQ(filtered("In [2019] and [a] b[0]").text, "In [2019] and [a] b");
}

TEST(OutputFilter, TakesAddressesOutOfLinksAndPictures) {
  EXPECT_EQ(filtered("See ![a map](http://198.51.100.1/x?q=secret) here").text, "See a map here");
  EXPECT_EQ(filtered("See [this](http://198.51.100.1/) and [1](http://198.51.100.1/)").text, "See this and [1]");
  EXPECT_EQ(filtered("See ![a][b] and [c](http://198.51.100.1/never closed").text, "See [a][b] and c");
}

TEST(OutputFilter, MakesTagsText) {
  EXPECT_EQ(filtered("<script>alert(1)</script> <img src=x> 2 < 3").text,
            "‹script>alert(1)‹/script> ‹img src=x> 2 < 3");
  EXPECT_EQ(filtered("[<b>](http://x)").text, "‹b>");
  EXPECT_EQ(filtered("<[b](x) onload=y> !![a](b) !![open").text, "< b onload=y> !a ! [open")
      << "nor by what is taken out";
}

TEST(OutputFilter, SaysTheSameHoweverTheTextComes) {
  const std::string_view written = "One [1], two [ 2 ; 3 ] and ![x](http://y) [z](w) <b> !! [unclosed and [9] [12";
  const auto whole = filtered(written);
  for (const std::size_t step : {1, 2, 3, 5, 7}) {
    EXPECT_EQ(filtered(written, step).text, whole.text) << step;
    EXPECT_EQ(filtered(written, step).citations, whole.citations) << step;
  }
  EXPECT_EQ(whole.text.find("[12"), std::string::npos) << "a marker that was cut off is none";
}

TEST(OutputFilter, HoldsBackOnlyWhatMayBecomeAMarker) {
  OutputFilter filter(3);
  EXPECT_EQ(filter.take("Green [").text, "Green");
  EXPECT_EQ(filter.take("1").text, "");
  EXPECT_EQ(filter.take("]").text, "");
  EXPECT_EQ(filter.take(".").text, " [1].");
}

TEST(OutputFilter, FindsItsOwnMarkers) {
  const auto markers = find_markers("a [1][2] b [c] [3x]");
  ASSERT_EQ(markers.size(), 2U);
  EXPECT_EQ(markers[1].begin, 5U);
  EXPECT_EQ(markers[1].n, 2U);
}

std::vector<std::string> events_of(std::string_view stream, std::size_t step) {
  EventReader reader(64);
  std::vector<std::string> events;
  const auto take = [&events](std::string_view data) -> Result<void> {
    events.emplace_back(data);
    return {};
  };
  for (; !stream.empty(); stream.remove_prefix(std::min(step, stream.size()))) {
    if (!reader.read(stream.substr(0, step), take)) events.emplace_back("<error>");
  }
  return events;
}

TEST(EventReader, ReadsDataHoweverItComesAndIgnoresTheRest) {
  const std::string_view stream =
      ": ping\r\ndata: a\r\ndata:b\r\n\r\nevent: x\ndata\n\n\n\rid: 4\r\rdata:  c\n\ndata: open";
  for (const std::size_t step : {1, 2, 3, 100}) {
    EXPECT_THAT(events_of(stream, step), testing::ElementsAre("a\nb", "", " c")) << step;
  }
}

TEST(EventReader, RefusesAnEventWithoutEnd) {
  EXPECT_THAT(events_of("data: " + std::string(100, 'x'), 10), testing::Contains("<error>"));
}

TEST(CompletionPiece, ReadsWordsAndTheEnd) {
  EXPECT_EQ(parse_completion_piece(R"({"choices":[{"delta":{"content":"hi"},"finish_reason":null}]})")->text, "hi");
  EXPECT_TRUE(parse_completion_piece("[DONE]")->is_last);
  EXPECT_TRUE(parse_completion_piece(R"({"choices":[{"delta":{},"finish_reason":"stop"}]})")->is_last);
  EXPECT_FALSE(parse_completion_piece(R"({"choices":[],"usage":{}})")->is_last);
  EXPECT_FALSE(parse_completion_piece(R"({"error":{"message":"no"}})"));
  EXPECT_FALSE(parse_completion_piece(R"({"choices":[3]})"));
  EXPECT_FALSE(parse_completion_piece("<html>"));
}

}  // namespace
}  // namespace edify::answer::llm
