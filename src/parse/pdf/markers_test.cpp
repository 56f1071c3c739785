#include "parse/pdf/markers.h"

#include <gtest/gtest.h>

namespace edify::parse::pdf {
namespace {

TEST(Markers, MeasuresTheMarkerOfAListItem) {
  EXPECT_EQ(list_marker_length("- item"), 2U);
  EXPECT_EQ(list_marker_length("• item"), 4U);
  EXPECT_EQ(list_marker_length("▪item"), 3U);
  EXPECT_EQ(list_marker_length("12. item"), 4U);
  EXPECT_EQ(list_marker_length("b) item"), 3U);
  EXPECT_EQ(list_marker_length("(iv) item"), 5U);
  EXPECT_EQ(list_marker_length("[7] Author"), 4U);
}

TEST(Markers, SeesNoListInWordsNumbersAndInitials) {
  for (const auto* line :
       {"-5 degrees", "A. Author", "2025. A year", "3.5 metres", "(see above)", "word", "[i] T x", ""}) {
    EXPECT_EQ(list_marker_length(line), 0U) << line;
  }
}

TEST(Markers, CountsHowDeepAHeadingIsNumbered) {
  EXPECT_EQ(numbering_depth("3 Method"), 1);
  EXPECT_EQ(numbering_depth("3. Method"), 1);
  EXPECT_EQ(numbering_depth("2.1.4 Data"), 3);
  EXPECT_EQ(numbering_depth("IV. RESULTS"), 1);
  EXPECT_EQ(numbering_depth("Chapter 2"), 1);
  EXPECT_EQ(numbering_depth("2 नदी"), 1);
}

TEST(Markers, SeesNoNumberingInSentencesAndYears) {
  for (const auto* line : {"3 of them", "2025 Report", "1.5 km", "i. small", "Rivers", "7", ""}) {
    EXPECT_EQ(numbering_depth(line), 0) << line;
  }
}

TEST(Markers, TellsACaptionFromASentenceAboutAFigure) {
  for (const auto* line :
       {"Figure 3", "Fig. 2: The valley", "Table 4-1 Rivers", "TABLE IV. Depths", "Abbildung 2 Der Fluss"}) {
    EXPECT_TRUE(is_caption(line)) << line;
  }
  for (const auto* line :
       {"Figure 3 shows the valley", "Fig. 4). Such a river", "Tables are useful", "Table of contents"}) {
    EXPECT_FALSE(is_caption(line)) << line;
  }
}

}  // namespace
}  // namespace edify::parse::pdf
