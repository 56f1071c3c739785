#include "parse/image/image_parser.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parse/image/picture_decoder.h"
#include "parse/image/picture_header.h"
#include "parse/markup/text_decoder.h"
#include "parse/ocr/warm_reader.h"
#include "parse/pdf/document_title.h"
#include "parse/pdf/page_assembly.h"
#include "parse/pdf/page_scanner.h"
#include "parse/pdf/table_finder.h"

namespace edify::parse {
namespace {

// Decoders want the file in one piece. A larger one could only hold pictures over the limit of pixels.
constexpr std::uint64_t most_picture_bytes = 512ULL << 20;

class ImageParser {
 public:
  ImageParser(std::string_view bytes, const ParseOptions& options, ocr::PageReader* reader)
      : bytes_(bytes), options_(options), reader_(reader) {}

  Result<std::vector<pdf::PageLines>> read(const std::vector<image::PictureEntry>& entries) {
    std::vector<pdf::PageLines> pages;
    const std::uint32_t last = std::min(options_.pages.last, static_cast<std::uint32_t>(entries.size()));
    std::optional<Error> trouble;
    for (std::uint32_t number = std::max(options_.pages.first, 1U); number <= last; ++number) {
      options_.on_page(number);
      pdf::PageLines& page = pages.emplace_back();
      page.number = number;
      page.report.reason = OcrReason::picture;
      if (const auto done = read_one(entries[number - 1], page); !done) {
        page.report.trouble = done.error().reason;
        trouble = done.error();
      }
    }
    options_.on_page(0);
    const bool nothing_read = std::ranges::none_of(pages, &PageReport::recognized, &pdf::PageLines::report);
    if (trouble && nothing_read) return std::unexpected(*trouble);
    return pages;
  }

 private:
  Result<void> read_one(const image::PictureEntry& entry, pdf::PageLines& page) {
    EDIFY_TRY(const image::Picture picture, image::decode_picture(bytes_, entry, options_.limits.pixels));
    const float scale = 72 / picture.dots_per_inch;
    page.size = {static_cast<float>(ocr::width_of(picture.bitmap)) * scale,
                 static_cast<float>(ocr::height_of(picture.bitmap)) * scale};
    if (reader_) {
      pdf::add_page_text(reader_->read(picture.bitmap, picture.dots_per_inch, options_.limits.page_time / 2), page);
    } else {
      page.report.trouble = "fast";
    }
    page.direction = pdf::main_direction(page.lines);
    pdf::find_tables(page, {});
    return {};
  }

  std::string_view bytes_;
  const ParseOptions& options_;
  ocr::PageReader* reader_;  // null: do not read
};

}  // namespace

Result<ParsedDocument> parse_image(RangeReader& reader, std::string_view mime, const ParseOptions& options) {
  EDIFY_TRY(const std::string bytes, read_whole(reader, std::min(most_picture_bytes, options.limits.bytes)));
  const std::size_t most_pages = std::size_t{options.limits.pages} + 1;
  const std::vector<image::PictureEntry> entries = image::pictures_in_file(bytes, mime, most_pages);
  if (entries.empty()) {
    return fail(ErrorCode::unreadable, "the picture is damaged: its header says no size; save it again", "malformed");
  }
  if (entries.size() > options.limits.pages) {
    return fail(ErrorCode::over_limit, "the picture file has more pages than the limit allows; split it", "pages");
  }
  if (options.pages.first > entries.size()) {
    return fail(ErrorCode::invalid_argument,
                "the picture file has " + std::to_string(entries.size()) + " pages, none of those asked for",
                "page_range");
  }
  ocr::PageReader* page_reader = nullptr;
  if (options.strategy != Strategy::fast) {
    EDIFY_TRY(page_reader, ocr::warm_page_reader(options.ocr));
  }
  EDIFY_TRY(std::vector<pdf::PageLines> pages, ImageParser(bytes, options, page_reader).read(entries));
  EDIFY_TRY(std::vector<Element> elements, pdf::assemble_elements(pages, {}, options.limits));
  ParsedDocument document;
  document.content_type = mime;
  document.title = pdf::document_title("", elements);
  document.page_count = static_cast<std::uint32_t>(entries.size());
  document.elements = std::move(elements);
  pdf::add_reports(pages, document);
  return document;
}

}  // namespace edify::parse
