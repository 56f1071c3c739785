#include "chunk/personal_data.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <optional>
#include <span>

namespace edify::chunk {
namespace {

// One character a code point: digits of all scripts become ASCII's, other letters 'x', the rest ' '.
struct PlainText {
  std::string characters;
  std::vector<std::uint32_t> offsets;  // of each character in the text, and one more for its end
};

char plain(UChar32 code) {
  if (code < 0x80) return static_cast<char>(code);
  if (const auto digit = u_charDigitValue(code); digit >= 0) return static_cast<char>('0' + digit);
  return u_isalpha(code) != 0 ? 'x' : ' ';
}

PlainText to_plain(std::string_view text) {
  PlainText out;
  out.characters.reserve(text.size());
  out.offsets.reserve(text.size() + 1);
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    out.offsets.push_back(static_cast<std::uint32_t>(at));
    UChar32 code = 0;
    U8_NEXT_OR_FFFD(text.data(), at, size, code);
    out.characters.push_back(plain(code));
  }
  out.offsets.push_back(static_cast<std::uint32_t>(size));
  return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_capital(c) || (c >= 'a' && c <= 'z'); }
bool is_word(char c) { return is_letter(c) || is_digit(c); }
bool is_local(char c) { return is_word(c) || std::string_view("._%+-").contains(c); }

// A candidate's place in the plain text, [begin, end).
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::optional<Range> email_around(std::string_view text, std::size_t at) {
  constexpr std::size_t longest_local = 64;    // RFC 5321, 4.5.3.1
  constexpr std::size_t longest_domain = 255;  // the same
  std::size_t begin = at;
  while (begin > 0 && at - begin < longest_local && is_local(text[begin - 1])) --begin;
  while (begin < at && text[begin] == '.') ++begin;
  std::size_t end = at + 1;
  std::size_t last_dot = 0;
  while (end < text.size() && end - at < longest_domain &&
         (is_word(text[end]) || text[end] == '-' || text[end] == '.')) {
    if (text[end] == '.') last_dot = end;
    ++end;
  }
  // A sentence's full stop is not the domain's.
  while (end > at + 1 && !is_word(text[end - 1])) --end;
  if (last_dot >= end) {
    const auto dot = text.substr(0, end).rfind('.');
    last_dot = dot == std::string_view::npos ? 0 : dot;
  }
  const bool has_name = begin < at && last_dot > at + 1;
  if (!has_name || end - last_dot < 3) return std::nullopt;
  if (!std::ranges::all_of(text.substr(last_dot + 1, end - last_dot - 1), is_letter)) return std::nullopt;
  return Range{begin, end};
}

// The Verhoeff scheme's tables are the multiplication of the dihedral group D5 and the powers of one permutation
// (Verhoeff, "Error detecting decimal codes", 1969), so both are computed.
int multiply(int a, int b) {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + (a + b) % 5;
  return b < 5 ? 5 + (a - b) % 5 : (a - b + 5) % 5;
}

bool has_verhoeff_digit(std::string_view digits) {
  constexpr std::array<int, 10> permutation = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
  int check = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    for (std::size_t power = 0; power < i % 8; ++power) digit = permutation[static_cast<std::size_t>(digit)];
    check = multiply(check, digit);
  }
  return check == 0;
}

// Digits with what may stand between the digits of one number.
struct Number {
  Range range;
  std::string digits;
  std::vector<std::size_t> groups;  // lengths of the runs between separators
  bool plus = false;
  bool bracket = false;
};

// The number that begins at `at`, a digit, '+' or '('. A separator is one of " -." or ") " between digits.
Number number_at(std::string_view text, std::size_t at) {
  constexpr std::size_t most_digits = 20;
  Number number{.range = {at, at}, .digits = {}, .groups = {}, .plus = text[at] == '+', .bracket = text[at] == '('};
  std::size_t i = at + (is_digit(text[at]) ? 0 : 1);
  while (i < text.size() && number.digits.size() < most_digits) {
    std::size_t run = i;
    while (run < text.size() && is_digit(text[run])) ++run;
    if (run == i) break;
    number.digits.append(text.substr(i, run - i));
    number.groups.push_back(run - i);
    number.range.end = run;
    i = run;
    if (number.bracket && number.groups.size() == 1) {
      if (i >= text.size() || text[i] != ')') break;
      ++i;
    }
    if (i < text.size() && std::string_view(" -.").contains(text[i])) ++i;
  }
  return number;
}

// "2019 2020 2021", the head of a table, has a right check digit one time in ten.
bool are_years(std::string_view digits) {
  for (std::size_t at = 0; at < digits.size(); at += 4) {
    const auto century = digits.substr(at, 2);
    if (century != "19" && century != "20") return false;
  }
  return true;
}

bool is_aadhaar(const Number& number) {
  if (number.plus || number.bracket || number.digits.size() != 12 || number.digits.front() < '2') return false;
  const bool plain =
      number.groups == std::vector<std::size_t>{12} || number.groups == std::vector<std::size_t>{4, 4, 4};
  return plain && !are_years(number.digits) && has_verhoeff_digit(number.digits);
}

bool is_indian_mobile(const Number& number) {
  std::string_view digits = number.digits;
  const auto groups = number.groups.size();
  if (digits.size() == 12 && digits.starts_with("91")) digits.remove_prefix(2);
  if (digits.size() == 11 && digits.starts_with("0")) digits.remove_prefix(1);
  return digits.size() == 10 && digits.front() >= '6' && groups <= 3 && number.groups.back() >= 4;
}

bool is_telephone(const Number& number) {
  const std::size_t count = number.digits.size();
  if (number.plus) return count >= 8 && count <= 15;
  if (number.bracket) return number.groups.size() >= 2 && count >= 10 && count <= 11;
  if (is_indian_mobile(number)) return true;
  const bool has_area_code = number.groups.size() >= 2 && number.digits.front() == '0' && number.groups[0] >= 3;
  return has_area_code && (count == 10 || count == 11) && number.groups[1] >= 3;
}

bool is_pan(std::string_view word) {
  constexpr std::string_view holders = "ABCEFGHJKLPT";
  return word.size() == 10 && std::ranges::all_of(word.substr(0, 5), is_capital) && holders.contains(word[3]) &&
         std::ranges::all_of(word.substr(5, 4), is_digit) && is_capital(word[9]);
}

class Finder {
 public:
  explicit Finder(std::string_view text) : plain_(to_plain(text)), text_(plain_.characters) {}

  std::vector<PersonalData> run() {
    for (std::size_t i = 0; i < text_.size();) {
      const std::size_t next = look_at(i);
      i = std::max(next, i + 1);
    }
    return std::move(found_);
  }

 private:
  // Where to look next.
  std::size_t look_at(std::size_t i) {
    const char c = text_[i];
    if (c == '@') return look_for_email(i);
    const bool starts_word = i == 0 || !is_word(text_[i - 1]);
    if (!starts_word) return i + 1;
    if (is_digit(c) || ((c == '+' || c == '(') && i + 1 < text_.size() && is_digit(text_[i + 1]))) {
      return look_for_number(i);
    }
    if (is_capital(c)) return look_for_pan(i);
    return i + 1;
  }

  std::size_t look_for_email(std::size_t at) {
    const auto range = email_around(text_, at);
    if (!range) return at + 1;
    // Its name may have been taken for a number: 9876543210@example.org.
    while (!found_.empty() && found_.back().end > plain_.offsets[range->begin]) found_.pop_back();
    add(PersonalDataKind::email, *range);
    return range->end;
  }

  std::size_t look_for_number(std::size_t at) {
    const Number number = number_at(text_, at);
    if (number.digits.empty()) return at + 1;
    const bool ends_word = number.range.end == text_.size() || !is_word(text_[number.range.end]);
    // A decimal or an amount, not a number that is dialled.
    const bool continues =
        number.range.end + 1 < text_.size() && text_[number.range.end] == ',' && is_digit(text_[number.range.end + 1]);
    if (!ends_word || continues) return number.range.end;
    if (is_aadhaar(number)) {
      add(PersonalDataKind::aadhaar, number.range);
    } else if (is_telephone(number)) {
      add(PersonalDataKind::telephone, number.range);
    } else {
      // "12 98765 43210": the first group may be another number.
      return number.range.begin + number.groups.front();
    }
    return number.range.end;
  }

  std::size_t look_for_pan(std::size_t at) {
    std::size_t end = at;
    while (end < text_.size() && is_word(text_[end])) ++end;
    if (is_pan(text_.substr(at, end - at))) add(PersonalDataKind::pan, {at, end});
    return end;
  }

  void add(PersonalDataKind kind, Range range) {
    found_.push_back({kind, plain_.offsets[range.begin], plain_.offsets[range.end]});
  }

  PlainText plain_;
  std::string_view text_;
  std::vector<PersonalData> found_;
};

}  // namespace

std::string_view to_string(PersonalDataKind kind) {
  constexpr std::array<std::string_view, personal_data_kinds.size()> names = {"email", "telephone", "aadhaar", "pan"};
  return names[static_cast<std::size_t>(kind)];
}

std::vector<PersonalData> find_personal_data(std::string_view text) { return Finder(text).run(); }

void mask(std::string& text, const std::vector<PersonalData>& found) {
  for (const PersonalData& data : found) std::fill(text.begin() + data.begin, text.begin() + data.end, '*');
}

}  // namespace edify::chunk
