#include "parse/office/rtf_styles.h"

#include <algorithm>
#include <utility>

namespace edify::parse {
namespace {

std::string to_lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

}  // namespace

void RtfStyles::end(std::string name) {
  if (name.ends_with(';')) name.pop_back();
  if (!name.empty()) styles_[defined_].name = to_lower(std::move(name));
  defined_ = 0;
}

int RtfStyles::heading_level(int style, int outline_level) const {
  if (outline_level < rtf_no_outline_level) return outline_level + 1;
  const auto found = styles_.find(style);
  if (found == styles_.end()) return 0;
  const auto& [name, level] = found->second;
  if (name == "title") return 1;
  if (name.starts_with("heading ") && name.size() == 9) return std::clamp(name[8] - '0', 1, 9);
  return level >= 0 && level < rtf_no_outline_level ? level + 1 : 0;
}

}  // namespace edify::parse
