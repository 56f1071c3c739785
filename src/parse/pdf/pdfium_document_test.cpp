#include "parse/pdf/pdfium_document.h"

#include <gtest/gtest.h>

#include <string>

#include "model/memory_reader.h"
#include "parse/pdf/glyph_reader.h"
#include "parse/pdf/long_pdf.h"

namespace edify::parse::pdf {
namespace {

// Counts the reads of the file's last block, where the cross-reference table stands.
class TailCountingReader final : public RangeReader {
 public:
  explicit TailCountingReader(std::string bytes) : reader_(std::move(bytes)) {}
  std::uint64_t size() const override { return reader_.size(); }
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
    tail_reads += offset + out.size() == reader_.size();
    return reader_.read(offset, out);
  }
  int tail_reads = 0;

 private:
  MemoryReader reader_;
};

std::u32string text_of(FPDF_PAGE page) {
  std::u32string text;
  for (const Glyph& glyph : read_glyphs(page).glyphs) text.push_back(glyph.code);
  return text;
}

// Reads all pages in order; answers how often the end of the file was read.
int read_pages(std::uint32_t pages, std::uint64_t reopen_after) {
  constexpr std::size_t padding = 200'000;
  TailCountingReader reader(make_long_pdf(static_cast<int>(pages), padding));
  auto document = PdfiumDocument::open(reader, reopen_after);
  EXPECT_TRUE(document);
  for (std::uint32_t number = 1; number <= pages; ++number) {
    const auto page = document->page(number);
    EXPECT_TRUE(page && *page);
    const std::string digits = std::to_string(number);
    EXPECT_EQ(text_of(page->get()), U"Thisispage" + std::u32string(digits.begin(), digits.end()) + U"ofthelongfile");
  }
  return reader.tail_reads;
}

TEST(PdfiumDocument, IsReopenedOnTheWayAndLosesNoPage) {
  constexpr std::uint32_t pages = 30;
  EXPECT_LE(read_pages(pages, reopen_after_bytes), 2);  // at the start, and again for the last page's text
  EXPECT_GE(read_pages(pages, 1'000'000), 4);
}

}  // namespace
}  // namespace edify::parse::pdf
