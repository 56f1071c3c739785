#include "model/quality_report.h"

#include <algorithm>

#include "model/language.h"

namespace edify {
namespace {

constexpr std::size_t most_suspicious_pages = 100;

std::uint64_t code_points(std::string_view utf8) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// The language that most characters are in, looking at pieces from all over the document.
std::string main_language(const std::vector<Element>& elements) {
  constexpr std::size_t pieces = 64;
  const std::size_t step = std::max<std::size_t>(1, elements.size() / pieces);
  std::map<std::string, std::uint64_t> characters;
  for (std::size_t i = 0; i < elements.size(); i += step) {
    if (is_page_furniture(elements[i].type)) continue;
    const auto language = detect_language(elements[i].text);
    if (!language.empty()) characters[language] += code_points(elements[i].text);
  }
  const auto most = std::ranges::max_element(characters, {}, [](const auto& each) { return each.second; });
  return most == characters.end() ? std::string() : most->first;
}

void add_pages(const std::vector<PageReport>& pages, QualityReport& quality) {
  double confidence = 0;
  for (const PageReport& page : pages) {
    if (page.recognized) {
      ++quality.pages_ocred;
      confidence += page.confidence;
    }
    if (page.is_suspicious && quality.suspicious_pages.size() < most_suspicious_pages) {
      quality.suspicious_pages.push_back(
          {page.page, page.recognized ? std::string("low_confidence") : std::string(to_string(page.reason))});
    }
  }
  if (quality.pages_ocred > 0) quality.ocr_confidence = confidence / quality.pages_ocred;
}

}  // namespace

QualityReport report_quality(const ParsedDocument& document) {
  QualityReport quality;
  for (const Element& element : document.elements) {
    if (!is_page_furniture(element.type)) quality.characters += code_points(element.text);
  }
  quality.language = main_language(document.elements);
  add_pages(document.pages, quality);
  return quality;
}

}  // namespace edify
