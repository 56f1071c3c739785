// Which elements of an HTML page no reader sees: by attributes, by their style, or by a style sheet's rule for their
// class or id. A browser's whole cascade is not followed: rules inside of @media and selectors of several parts say
// nothing here, and white text counts as hidden only where the page colours no background anywhere. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace edify::parse {

enum class Background : std::uint8_t { white, coloured };

// "display:none", a font of no size, the background's own colour, …
bool style_hides(std::string_view style, Background page);

// A page's style sheets, as far as they hide.
class HtmlVisibility {
 public:
  explicit HtmlVisibility(std::string_view html);

  // `attributes`: a start tag's text behind its name.
  bool hides(std::string_view attributes) const;

 private:
  void read_sheet(std::string_view sheet);

  Background page_ = Background::white;
  std::set<std::string, std::less<>> selectors_;  // ".class" and "#id" of rules that hide
};

}  // namespace edify::parse
