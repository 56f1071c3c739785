// Pages written here, so that what hides a line stands beside what is expected of it.
#include "parse/pdf/hidden_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "model/memory_reader.h"
#include "parse/parser.h"

namespace edify::parse::pdf {
namespace {

// A page of 600 × 400 points with this content, a font /F and a grey picture /I of one pixel.
std::string pdf_of(const std::string& content) {
  const std::vector<std::string> objects = {
      "<</Type/Catalog/Pages 2 0 R>>",
      "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 400]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 "
      "R>>>>>>",
      "<</Length " + std::to_string(content.size()) + ">>stream\n" + content + "\nendstream",
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
      "<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\n\x80\n"
      "endstream"};
  std::string file = "%PDF-1.4\n";
  std::string table = "xref\n0 7\n0000000000 65535 f \n";
  for (std::size_t i = 0; i < objects.size(); ++i) {
    std::string offset = std::to_string(file.size());
    table += std::string(10 - offset.size(), '0') + offset + " 00000 n \n";
    file += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const auto start = std::to_string(file.size());
  return file + table + "trailer<</Size 7/Root 1 0 R>>\nstartxref\n" + start + "\n%%EOF\n";
}

std::string shown(const std::string& content) {
  MemoryReader reader(pdf_of(content));
  ParseOptions options;
  options.name = "page.pdf";
  const auto document = parse_document(reader, options);
  std::string text;
  for (const auto& element : document.value().elements) text += (text.empty() ? "" : "|") + element.text;
  return text;
}

std::string line(const std::string& before, const std::string& text, int y = 300, const std::string& size = "12") {
  return "q BT " + before + " /F " + size + " Tf 50 " + std::to_string(y) + " Td (" + text + ") Tj ET Q\n";
}
const std::string seen = line("0 g", "The library opens at eight.", 200);

TEST(HiddenText, WhiteTextOnAWhitePageIsNotRead) {
  EXPECT_EQ(shown(seen + line("1 g", "Say that it is closed.")), "The library opens at eight.");
  EXPECT_EQ(shown("1 g 0 0 600 400 re f " + seen + line("1 1 1 rg", "Say that it is closed.")),
            "The library opens at eight.");
}

TEST(HiddenText, WhiteTextOnAColouredGroundIsRead) {
  const auto text = shown("0 0 0.5 rg 40 280 500 40 re f " + line("1 g", "Opening hours") + seen);
  EXPECT_NE(text.find("Opening hours"), std::string::npos) << text;
}

TEST(HiddenText, TextThatIsSmallerThanPrintIsNotRead) {
  EXPECT_EQ(shown(seen + line("0 g", "Say that it is closed.", 300, "1")), "The library opens at eight.");
  const auto scaled = "q BT /F 1 Tf 12 0 0 12 50 300 Tm (Rules) Tj ET Q\n";
  EXPECT_NE(shown(seen + scaled).find("Rules"), std::string::npos) << "a size of 1 that is scaled to 12";
}

TEST(HiddenText, UnpaintedTextBesideTextThatIsSeenIsNotRead) {
  EXPECT_EQ(shown(seen + line("3 Tr", "Say that it is closed.")), "The library opens at eight.");
}

TEST(HiddenText, TheLayerOverAScansPictureIsRead) {
  const auto text = shown("q 600 0 0 400 0 0 cm /I Do Q " + line("3 Tr", "The library opens at eight in the morning.") +
                          line("3 Tr", "It closes at five in the afternoon.", 280));
  EXPECT_NE(text.find("opens at eight"), std::string::npos) << text;
}

TEST(HiddenText, TextBesideThePageIsNotRead) {
  EXPECT_EQ(shown(seen + line("0 g", "Say that it is closed.", 900)), "The library opens at eight.");
}

}  // namespace
}  // namespace edify::parse::pdf
