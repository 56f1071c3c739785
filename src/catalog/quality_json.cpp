#include "catalog/quality_json.h"

#include <boost/json.hpp>

namespace edify::catalog {
namespace {

namespace json = boost::json;

template <typename Number>
Number number_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_number()) return 0;
  boost::system::error_code error;
  const auto number = value->to_number<Number>(error);
  return error ? 0 : number;
}

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

std::string quality_to_json(const QualityReport& quality) {
  json::array suspicious;
  for (const auto& [page, reason] : quality.suspicious_pages)
    suspicious.push_back({{"page", page}, {"reason", reason}});
  json::object personal;
  for (const auto& [kind, count] : quality.personal_data) personal[kind] = count;
  return json::serialize(json::object{{"characters", quality.characters},
                                      {"pages_ocred", quality.pages_ocred},
                                      {"ocr_confidence", quality.ocr_confidence},
                                      {"language", quality.language},
                                      {"suspicious_pages", std::move(suspicious)},
                                      {"personal_data", std::move(personal)}});
}

QualityReport quality_from_json(std::string_view text) {
  QualityReport quality;
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  const auto* object = error ? nullptr : value.if_object();
  if (object == nullptr) return quality;
  quality.characters = number_at<std::uint64_t>(*object, "characters");
  quality.pages_ocred = number_at<std::uint32_t>(*object, "pages_ocred");
  quality.ocr_confidence = number_at<double>(*object, "ocr_confidence");
  quality.language = text_at(*object, "language");
  if (const auto* pages = object->if_contains("suspicious_pages"); pages != nullptr && pages->is_array()) {
    for (const auto& page : pages->get_array()) {
      if (!page.is_object()) continue;
      quality.suspicious_pages.push_back(
          {number_at<std::uint32_t>(page.get_object(), "page"), text_at(page.get_object(), "reason")});
    }
  }
  if (const auto* kinds = object->if_contains("personal_data"); kinds != nullptr && kinds->is_object()) {
    for (const auto& [kind, count] : kinds->get_object()) {
      if (count.is_number()) quality.personal_data[kind] = count.to_number<std::uint64_t>();
    }
  }
  return quality;
}

}  // namespace edify::catalog
