#include "parse/office/rtf_tokenizer.h"

#include <algorithm>
#include <charconv>

namespace edify::parse {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

RtfToken RtfTokenizer::next() {
  while (at_ < rtf_.size() && (rtf_[at_] == '\n' || rtf_[at_] == '\r' || rtf_[at_] == '\0')) ++at_;
  if (at_ >= rtf_.size()) return {};
  switch (rtf_[at_]) {
    case '{': ++at_; return {.kind = RtfToken::Kind::group_begin, .word = {}};
    case '}': ++at_; return {.kind = RtfToken::Kind::group_end, .word = {}};
    case '\\': return control();
    default: break;
  }
  using namespace std::string_view_literals;
  const std::size_t end = std::min(rtf_.find_first_of("{}\\\r\n\0"sv, at_), rtf_.size());
  const std::string_view text = rtf_.substr(at_, end - at_);
  at_ = end;
  return {.kind = RtfToken::Kind::text, .word = text};
}

RtfToken RtfTokenizer::control() {
  if (++at_ >= rtf_.size()) return {};
  if (is_letter(rtf_[at_])) return control_word();
  RtfToken token = {.kind = RtfToken::Kind::symbol, .word = rtf_.substr(at_++, 1)};
  if (token.word == "'") {
    unsigned value = 0;
    const std::string_view digits = rtf_.substr(at_, 2);
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    at_ += static_cast<std::size_t>(result.ptr - digits.data());
    token.byte = static_cast<char>(value);
  }
  return token;
}

RtfToken RtfTokenizer::control_word() {
  const std::size_t begin = at_;
  while (at_ < rtf_.size() && is_letter(rtf_[at_])) ++at_;
  RtfToken token = {.kind = RtfToken::Kind::word, .word = rtf_.substr(begin, at_ - begin), .parameter = 1};
  const bool has_sign = at_ + 1 < rtf_.size() && rtf_[at_] == '-' && is_digit(rtf_[at_ + 1]);
  if (has_sign || (at_ < rtf_.size() && is_digit(rtf_[at_]))) {
    token.has_parameter = true;
    const std::size_t digits = at_ + (has_sign ? 1 : 0);
    std::size_t end = digits;
    while (end < rtf_.size() && is_digit(rtf_[end])) ++end;
    token.parameter = 0;  // and stays so where the number is no int
    std::from_chars(rtf_.data() + at_, rtf_.data() + end, token.parameter);
    at_ = end;
  }
  if (at_ < rtf_.size() && rtf_[at_] == ' ') ++at_;
  if (token.word != "bin") return token;
  const auto skipped = static_cast<std::size_t>(std::max(token.has_parameter ? token.parameter : 0, 0));
  at_ += std::min(skipped, rtf_.size() - at_);
  return token;
}

}  // namespace edify::parse
