#include "app/curriculum.h"

#include <fmt/format.h>

#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include "model/placement.h"

namespace edify::app {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\"";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view take_field(std::string_view& line) {
  const auto comma = std::min(line.find(','), line.size());
  const auto field = trimmed(line.substr(0, comma));
  line.remove_prefix(std::min(comma + 1, line.size()));
  return field;
}

}  // namespace

Result<std::vector<CurriculumLine>> read_curriculum(const std::filesystem::path& file) {
  std::vector<CurriculumLine> lines;
  if (file.empty()) return lines;
  std::ifstream stream(file);
  if (!stream) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("web.curriculum: cannot read {}; check the path", file.string()), "configuration");
  }
  std::string line;
  for (std::size_t number = 1; std::getline(stream, line); ++number) {
    std::string_view rest = line;
    if (number == 1 || trimmed(rest).empty()) continue;
    const auto grade = normalize_grade(take_field(rest));
    const auto subject = take_field(rest);
    if (!grade || subject.empty()) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("web.curriculum: {}, line {}: write grade,subject[,year]", file.string(), number),
                  "configuration");
    }
    lines.push_back({*grade, std::string(subject), std::string(take_field(rest))});
  }
  return lines;
}

}  // namespace edify::app
