#include "parse/office/number_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "parse/office/date_format.h"

namespace edify::parse {
namespace {

constexpr double largest_printed = 1e15;  // beyond, doubles have no cents and Excel shows exponents

// One piece of a format code: a character with a meaning, or text that is shown as it is.
struct Token {
  std::string text;
  bool is_literal = false;
};

std::vector<std::string_view> split_sections(std::string_view code) {
  std::vector<std::string_view> sections;
  bool in_quotes = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == '"') in_quotes = !in_quotes;
    if (code[i] == '\\' && !in_quotes) ++i;
    if (i < code.size() && code[i] == ';' && !in_quotes) {
      sections.push_back(code.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  sections.push_back(code.substr(std::min(begin, code.size())));
  return sections;
}

// "[$₹-4009]" shows "₹"; "[Red]", "[>100]" and "[$-409]" show nothing.
std::string bracket_text(std::string_view inside) {
  if (!inside.starts_with('$')) return {};
  inside.remove_prefix(1);
  return std::string(inside.substr(0, inside.find('-')));
}

std::vector<Token> tokenize(std::string_view section) {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < section.size(); ++i) {
    const char c = section[i];
    if (c == '"') {
      const std::size_t end = std::min(section.find('"', i + 1), section.size());
      tokens.push_back({std::string(section.substr(i + 1, end - i - 1)), true});
      i = end;
    } else if (c == '\\' && i + 1 < section.size()) {
      tokens.push_back({std::string(1, section[++i]), true});
    } else if (c == '_' && i + 1 < section.size()) {
      tokens.push_back({" ", true});
      ++i;
    } else if (c == '*' && i + 1 < section.size()) {
      ++i;  // fills the cell's width
    } else if (c == '[') {
      const std::size_t end = std::min(section.find(']', i), section.size());
      tokens.push_back({bracket_text(section.substr(i + 1, end - i - 1)), true});
      i = end;
    } else {
      tokens.push_back({std::string(1, c), std::string_view("0#?.,%/eE+@").find(c) == std::string_view::npos});
    }
  }
  return tokens;
}

struct DigitPlan {
  int integer_digits = 0;  // at least
  int decimals = 0;        // at most
  int least_decimals = 0;
  int percents = 0;
  int thousands = 0;  // trailing commas: each divides by 1,000
  bool groups = false;
  bool has_exponent = false;
  bool is_fraction = false;
  std::size_t first = 0, last = 0;  // tokens that the number takes the place of
  bool has_digits = false;
};

bool is_digit_place(char c) { return c == '0' || c == '#' || c == '?'; }

DigitPlan plan_digits(const std::vector<Token>& tokens) {
  DigitPlan plan;
  bool after_point = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].is_literal) continue;
    const char c = tokens[i].text[0];
    if (c == '%') ++plan.percents;
    if (c == 'E' || c == 'e') plan.has_exponent = true;
    if (c == '/' && plan.has_digits) plan.is_fraction = true;
    if (!is_digit_place(c) && c != '.' && c != ',') continue;
    if (c == ',' && !plan.has_digits) continue;
    if (!plan.has_digits) plan.first = i;
    plan.last = i;
    if (is_digit_place(c)) {
      plan.has_digits = true;
      if (plan.has_exponent || plan.is_fraction) continue;
      if (plan.thousands > 0 && !after_point) plan.groups = true;
      plan.thousands = 0;
      if (after_point) ++plan.decimals;
      if (after_point && c == '0') plan.least_decimals = plan.decimals;
      if (!after_point && c == '0') ++plan.integer_digits;
    } else if (c == '.') {
      if (plan.thousands > 0) plan.groups = false;
      after_point = true;
      plan.has_digits = true;
    } else {
      ++plan.thousands;
    }
  }
  return plan;
}

std::string group_thousands(std::string digits) {
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string plain_digits(double magnitude, const DigitPlan& plan) {
  std::string text = fmt::format("{:.{}f}", magnitude, std::min(plan.decimals, 30));
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string whole = text.substr(0, point);
  std::string rest = point < text.size() ? text.substr(point + 1) : "";
  while (static_cast<int>(rest.size()) > plan.least_decimals && rest.ends_with('0')) rest.pop_back();
  if (whole == "0" && plan.integer_digits == 0) whole.clear();
  while (static_cast<int>(whole.size()) < std::min(plan.integer_digits, 30)) whole.insert(0, "0");
  if (plan.groups) whole = group_thousands(whole);
  return rest.empty() ? whole : whole + "." + rest;
}

std::string exponent_digits(double magnitude, const DigitPlan& plan) {
  std::string text = fmt::format("{:.{}E}", magnitude, std::min(plan.decimals, 15));
  return text;
}

// "# ?/?" to the nearest fraction with a denominator of two digits.
std::string fraction_digits(double magnitude) {
  const double whole = std::floor(magnitude);
  int best_over = 0;
  int best_under = 1;
  for (int under = 1; under <= 99; ++under) {
    const int over = static_cast<int>(std::lround((magnitude - whole) * under));
    const double error = std::abs(magnitude - whole - static_cast<double>(over) / under);
    const double best = std::abs(magnitude - whole - static_cast<double>(best_over) / best_under);
    if (error + 1e-12 < best) {
      best_over = over;
      best_under = under;
    }
  }
  if (best_over == 0) return fmt::format("{:.0f}", whole);
  if (best_over == best_under) return fmt::format("{:.0f}", whole + 1);
  return whole == 0 ? fmt::format("{}/{}", best_over, best_under)
                    : fmt::format("{:.0f} {}/{}", whole, best_over, best_under);
}

std::string format_digits(double magnitude, const std::vector<Token>& tokens, const DigitPlan& plan) {
  for (int i = 0; i < plan.percents && i < 4; ++i) magnitude *= 100;
  for (int i = 0; i < plan.thousands && i < 8; ++i) magnitude /= 1000;
  std::string digits;
  if (plan.is_fraction)
    digits = fraction_digits(magnitude);
  else if (plan.has_exponent || magnitude >= largest_printed)
    digits = exponent_digits(magnitude, plan);
  else
    digits = plain_digits(magnitude, plan);
  std::string out;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool in_number = plan.has_digits && i >= plan.first && i <= plan.last;
    if (in_number && i == plan.first) out += digits;
    if (tokens[i].is_literal && !(in_number && (plan.is_fraction || plan.has_exponent))) out += tokens[i].text;
    if (!tokens[i].is_literal && tokens[i].text == "%") out += '%';
  }
  return out;
}

}  // namespace

std::string format_general(double value) {
  if (value == 0) return "0";
  if (std::abs(value) >= 1e11 && std::abs(value) < largest_printed && value == std::floor(value)) {
    return fmt::format("{:.0f}", value);
  }
  return fmt::format("{:.11G}", value);
}

std::string format_number(double value, std::string_view code, bool from_1904) {
  if (!std::isfinite(value)) return {};
  const auto sections = split_sections(code);
  const std::size_t index = value < 0 && sections.size() > 1 ? 1 : value == 0 && sections.size() > 2 ? 2 : 0;
  const std::string_view section = sections[index];
  if (section.empty() && sections.size() > 1) return {};
  if (is_date_format(section)) return format_date(value, section, from_1904).value_or(format_general(value));
  const std::size_t general = section.find("General");
  if (section.empty() || general != std::string_view::npos || section == "@") return format_general(value);
  const std::vector<Token> tokens = tokenize(section);
  const DigitPlan plan = plan_digits(tokens);
  const std::string shown = format_digits(std::abs(value), tokens, plan);
  const bool needs_sign = value < 0 && index == 0 && shown.find_first_of("123456789") != std::string::npos;
  return needs_sign ? "-" + shown : shown;
}

std::string_view builtin_number_format(std::int64_t id) {
  switch (id) {
    case 1: return "0";
    case 2: return "0.00";
    case 3: return "#,##0";
    case 4: return "#,##0.00";
    case 5:
    case 6: return "$#,##0;($#,##0)";
    case 7:
    case 8: return "$#,##0.00;($#,##0.00)";
    case 9: return "0%";
    case 10: return "0.00%";
    case 11: return "0.00E+00";
    case 12: return "# ?/?";
    case 13: return "# ?\?/?\?";
    case 14: return "m/d/yyyy";
    case 15: return "d-mmm-yy";
    case 16: return "d-mmm";
    case 17: return "mmm-yy";
    case 18: return "h:mm AM/PM";
    case 19: return "h:mm:ss AM/PM";
    case 20: return "h:mm";
    case 21: return "h:mm:ss";
    case 22: return "m/d/yyyy h:mm";
    case 37:
    case 38: return "#,##0;(#,##0)";
    case 39:
    case 40: return "#,##0.00;(#,##0.00)";
    case 45: return "mm:ss";
    case 46: return "[h]:mm:ss";
    case 47: return "mm:ss.0";
    case 48: return "##0.0E+0";
    default: return "General";
  }
}

}  // namespace edify::parse
