#include "parse/image/picture_header.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "model/memory_reader.h"
#include "parse/image/image_parser.h"

namespace edify::parse::image {
namespace {

std::string case_file(const std::string& path) {
  std::ifstream in(EDIFY_SOURCE_DIR "/tests/cases/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Kind {
  std::string path;
  std::string mime;
};

const Kind kinds[] = {{"image_png/input.png", "image/png"},    {"image_jpeg_french/input.jpg", "image/jpeg"},
                      {"image_bmp/input.bmp", "image/bmp"},    {"image_gif_without_resolution/input.gif", "image/gif"},
                      {"image_webp/input.webp", "image/webp"}, {"image_tiff_two_pages/input.tif", "image/tiff"}};

TEST(PictureHeader, SaysTheSizeOfEveryKindOfPicture) {
  for (const Kind& kind : kinds) {
    const auto pictures = pictures_in_file(case_file(kind.path), kind.mime, 10);
    ASSERT_FALSE(pictures.empty()) << kind.path;
    EXPECT_EQ(pictures.front().size.width, 760U) << kind.path;
    EXPECT_EQ(pictures.front().size.height, 216U) << kind.path;
    EXPECT_EQ(pictures.size(), kind.mime == "image/tiff" ? 2U : 1U) << kind.path;
  }
}

TEST(PictureHeader, SurvivesEveryTruncation) {
  for (const Kind& kind : kinds) {
    const std::string file = case_file(kind.path);
    for (std::size_t size = 0; size < std::min<std::size_t>(file.size(), 600); ++size) {
      pictures_in_file(std::string_view(file).substr(0, size), kind.mime, 10);
    }
  }
}

TEST(PictureHeader, LeavesATiffWhosePagesPointInACircle) {
  std::string file("II*\0\x08\0\0\0\x02\0", 10);
  file += std::string("\0\1\3\0\1\0\0\0\4\0\0\0", 12) + std::string("\1\1\3\0\1\0\0\0\5\0\0\0", 12);
  file += std::string("\x08\0\0\0", 4);
  const auto pictures = pictures_in_file(file, "image/tiff", 1000);
  ASSERT_EQ(pictures.size(), 1U);
  EXPECT_EQ(pictures[0].size.width, 4U);
  EXPECT_EQ(pictures[0].size.height, 5U);
}

TEST(ImageParser, RefusesAPictureOverThePixelLimitBeforeItIsDecoded) {
  std::string file = case_file("image_png/input.png");
  file[16] = 0x00;  // width 2^20, height 2^20: no decoder could allocate it
  file[17] = 0x10;
  file[18] = file[19] = 0;
  file[20] = 0x00;
  file[21] = 0x10;
  file[22] = file[23] = 0;
  MemoryReader reader(file);
  const auto document = parse_image(reader, "image/png", {});
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, ErrorCode::over_limit);
  EXPECT_EQ(document.error().reason, "pixels");
}

TEST(PictureHeader, TellsHowACameraWasHeldWhereverTheFileIsCut) {
  const std::string file = case_file("image_exif_turned/input.jpg");
  EXPECT_EQ(pictures_in_file(file, "image/jpeg", 1).at(0).orientation, 6);
  for (std::size_t length = 0; length < 400; ++length) {
    for (const PictureEntry& entry : pictures_in_file(std::string_view(file).substr(0, length), "image/jpeg", 1)) {
      EXPECT_TRUE(entry.orientation == 1 || entry.orientation == 6);
    }
  }
}

TEST(ImageParser, CallsADamagedPictureMalformed) {
  for (const Kind& kind : kinds) {
    std::string file = case_file(kind.path);
    file.resize(file.size() / 8);
    MemoryReader reader(file);
    const auto document = parse_image(reader, kind.mime, {});
    // Some decoders give what there is.
    if (!document) {
      EXPECT_EQ(document.error().reason, "malformed") << kind.path;
    }
  }
}

TEST(ImageParser, SaysWhereLanguageModelsWereSought) {
  MemoryReader reader(case_file("image_png/input.png"));
  ParseOptions options;
  options.ocr.models = "/nowhere";
  const auto document = parse_image(reader, "image/png", options);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().reason, "ocr_models");
  EXPECT_NE(document.error().message.find("/nowhere"), std::string::npos);
}

TEST(ImageParser, ListsAPictureAsNotReadWhereTheCallerWantsItFast) {
  MemoryReader reader(case_file("image_png/input.png"));
  ParseOptions options;
  options.strategy = Strategy::fast;
  const auto document = parse_image(reader, "image/png", options);
  ASSERT_TRUE(document);
  EXPECT_TRUE(document->elements.empty());
  EXPECT_EQ(document->pages_needing_ocr, std::vector<std::uint32_t>{1});
}

}  // namespace
}  // namespace edify::parse::image
