#include "parse/office/rtf_fonts.h"

namespace edify::parse {

void RtfFonts::set_charset(int charset) {
  static const std::map<int, int> code_pages = {{0, 1252},   {2, 1252},   {77, 10000}, {128, 932},  {129, 949},
                                                {130, 1361}, {134, 936},  {136, 950},  {161, 1253}, {162, 1254},
                                                {163, 1258}, {177, 1255}, {178, 1256}, {186, 1257}, {204, 1251},
                                                {222, 874},  {238, 1250}, {255, 437}};
  const auto found = code_pages.find(charset);
  code_pages_[defined_] = found == code_pages.end() ? document_code_page_ : found->second;
}

int RtfFonts::code_page_of(int font) const {
  const auto found = code_pages_.find(font);
  return found == code_pages_.end() ? document_code_page_ : found->second;
}

}  // namespace edify::parse
