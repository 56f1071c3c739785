#include "app/curriculum.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "app/csv_reader.h"
#include "model/placement.h"

namespace edify::app {

Result<std::vector<CurriculumLine>> read_curriculum(const std::filesystem::path& file) {
  std::vector<CurriculumLine> lines;
  if (file.empty()) return lines;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("web.curriculum: cannot read {}; check the path", file.string()), "configuration");
  }
  CsvReader reader(stream, file.string());
  std::vector<std::string> fields;
  for (bool is_header = true;; is_header = false) {
    const auto found = reader.next(fields);
    if (!found) {
      return fail(ErrorCode::invalid_argument, fmt::format("web.curriculum: {}", found.error().message),
                  "configuration");
    }
    if (!*found) return lines;
    if (is_header) continue;
    fields.resize(std::max<std::size_t>(fields.size(), 3));
    const auto grade = normalize_grade(without_blanks(fields[0]));
    const auto subject = without_blanks(fields[1]);
    if (!grade || subject.empty()) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("web.curriculum: {}, line {}: write grade,subject[,year]", file.string(), reader.line()),
                  "configuration");
    }
    lines.push_back({*grade, std::string(subject), std::string(without_blanks(fields[2]))});
  }
}

}  // namespace edify::app
