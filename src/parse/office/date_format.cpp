#include "parse/office/date_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <vector>

namespace edify::parse {
namespace {

constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> weekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                      "Thursday", "Friday", "Saturday"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// A run of one letter ("yyyy", "mm"), "AM/PM" or "A/P", "[h]", or literal text.
struct Part {
  char letter = 0;  // 0: literal; 'a': AM/PM; 'H', 'M', 'S': elapsed
  std::size_t count = 0;
  std::string text;
};

Part bracket_part(std::string_view inside) {
  const bool is_elapsed = !inside.empty() && inside.find_first_not_of(inside[0]) == std::string_view::npos &&
                          std::string_view("hms").contains(lower(inside[0]));
  if (is_elapsed) return {static_cast<char>(lower(inside[0]) - 32), inside.size(), {}};
  if (!inside.starts_with('$')) return {};
  inside.remove_prefix(1);
  return {0, 0, std::string(inside.substr(0, inside.find('-')))};
}

std::vector<Part> split(std::string_view section) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < section.size();) {
    const char c = lower(section[i]);
    if (c == '"') {
      const std::size_t end = std::min(section.find('"', i + 1), section.size());
      parts.push_back({0, 0, std::string(section.substr(i + 1, end - i - 1))});
      i = end + 1;
    } else if ((c == '\\' || c == '_' || c == '*') && i + 1 < section.size()) {
      if (c == '\\') parts.push_back({0, 0, std::string(1, section[i + 1])});
      i += 2;
    } else if (c == '[') {
      const std::size_t end = std::min(section.find(']', i), section.size());
      parts.push_back(bracket_part(section.substr(i + 1, end - i - 1)));
      i = end + 1;
    } else if (section.substr(i).starts_with("AM/PM") || section.substr(i).starts_with("am/pm")) {
      parts.push_back({'a', 2, {}});
      i += 5;
    } else if (section.substr(i).starts_with("A/P")) {
      parts.push_back({'a', 1, {}});
      i += 3;
    } else if (std::string_view("ymdhs").contains(c)) {
      const std::size_t begin = i;
      while (i < section.size() && lower(section[i]) == c) ++i;
      parts.push_back({c, i - begin, {}});
    } else if (section.substr(i).starts_with("General")) {
      i += 7;
    } else {
      parts.push_back({c == '0' ? '0' : '\0', 1, std::string(1, section[i])});
      ++i;
    }
  }
  return parts;
}

// "m" is minutes after hours and before seconds.
void tell_minutes(std::vector<Part>& parts) {
  char before = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].letter == 'm') {
      const auto next = std::find_if(parts.begin() + static_cast<std::ptrdiff_t>(i) + 1, parts.end(),
                                     [](const Part& part) { return part.letter != 0 && part.letter != 'a'; });
      const bool before_seconds = next != parts.end() && (next->letter == 's' || next->letter == 'S');
      if (before == 'h' || before == 'H' || before_seconds) parts[i].letter = 'i';
    }
    if (parts[i].letter != 0 && parts[i].letter != 'a') before = parts[i].letter;
  }
}

struct Moment {
  std::chrono::year_month_day date;
  unsigned weekday = 0;
  std::int64_t total_seconds = 0;  // of the serial, for elapsed times
  int hour = 0, minute = 0, second = 0;
  int milliseconds = 0;
};

std::optional<Moment> to_moment(double serial, bool from_1904, bool shows_fraction) {
  constexpr double last_serial = 2'958'466;  // 10000-01-01
  if (!(serial >= 0) || serial >= last_serial) return std::nullopt;
  const double seconds_exact = serial * 86'400;
  const auto total_ms = static_cast<std::int64_t>(std::llround(seconds_exact * 1000));
  Moment moment;
  moment.total_seconds = shows_fraction ? total_ms / 1000 : std::llround(seconds_exact);
  moment.milliseconds = shows_fraction ? static_cast<int>(total_ms % 1000) : 0;
  std::int64_t days = moment.total_seconds / 86'400;
  const auto of_day = static_cast<int>(moment.total_seconds % 86'400);
  moment.hour = of_day / 3600;
  moment.minute = of_day / 60 % 60;
  moment.second = of_day % 60;
  if (!from_1904 && days < 60) ++days;  // before Excel's 29 February 1900
  const std::chrono::sys_days epoch = from_1904 ? std::chrono::sys_days(std::chrono::year(1904) / 1 / 1)
                                                : std::chrono::sys_days(std::chrono::year(1899) / 12 / 30);
  const std::chrono::sys_days day = epoch + std::chrono::days(days);
  moment.date = day;
  moment.weekday = std::chrono::weekday(day).c_encoding();
  return moment;
}

std::string padded(std::int64_t value, std::size_t count) {
  return count > 1 ? fmt::format("{:02}", value) : fmt::format("{}", value);
}

std::string month_text(unsigned month, std::size_t count) {
  if (count <= 2) return padded(month, count);
  const std::string_view name = months[(month + 11) % 12];
  return std::string(count == 3 ? name.substr(0, 3) : count == 5 ? name.substr(0, 1) : name);
}

std::string day_text(const Moment& moment, std::size_t count) {
  if (count <= 2) return padded(static_cast<unsigned>(moment.date.day()), count);
  const std::string_view name = weekdays[moment.weekday % 7];
  return std::string(count == 3 ? name.substr(0, 3) : name);
}

std::string part_text(const Part& part, const Moment& moment, bool has_half_days) {
  switch (part.letter) {
    case 'y': {
      const int year = static_cast<int>(moment.date.year());
      return part.count <= 2 ? fmt::format("{:02}", year % 100) : fmt::format("{:04}", year);
    }
    case 'm': return month_text(static_cast<unsigned>(moment.date.month()), part.count);
    case 'd': return day_text(moment, part.count);
    case 'h': return padded(has_half_days ? (moment.hour + 11) % 12 + 1 : moment.hour, part.count);
    case 'i': return padded(moment.minute, part.count);
    case 's': return padded(moment.second, part.count);
    case 'a': return part.count == 1 ? (moment.hour < 12 ? "A" : "P") : (moment.hour < 12 ? "AM" : "PM");
    case 'H': return padded(moment.total_seconds / 3600, part.count);
    case 'M': return padded(moment.total_seconds / 60, part.count);
    case 'S': return padded(moment.total_seconds, part.count);
    default: return part.text;
  }
}

}  // namespace

bool is_date_format(std::string_view section) {
  const auto parts = split(section);
  const bool has_date_letter =
      std::ranges::any_of(parts, [](const Part& part) { return part.letter != 0 && part.letter != '0'; });
  // "General" and "0.00E+00" have letters that are no dates; '#' and '?' never stand in a date.
  return has_date_letter && std::ranges::none_of(parts, [](const Part& part) {
           return part.letter == 0 && (part.text == "#" || part.text == "?");
         });
}

std::optional<std::string> format_date(double serial, std::string_view section, bool from_1904) {
  std::vector<Part> parts = split(section);
  tell_minutes(parts);
  const auto has = [&](char letter) { return std::ranges::find(parts, letter, &Part::letter) != parts.end(); };
  const auto moment = to_moment(serial, from_1904, has('0'));
  if (!moment) return std::nullopt;
  std::string out;
  std::size_t fraction_digits = 0;
  for (const Part& part : parts) {
    if (part.letter == '0') {
      if (fraction_digits < 3) out += fmt::format("{:03}", moment->milliseconds)[fraction_digits++];
    } else {
      out += part_text(part, *moment, has('a'));
    }
  }
  return out;
}

}  // namespace edify::parse
