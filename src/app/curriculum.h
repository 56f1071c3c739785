// The school's list of what each grade is taught, from a CSV file: a header, then grade,subject[,year] a line. Pure but
// for reading the file.
#pragma once

#include <filesystem>
#include <vector>

#include "base/error.h"
#include "model/curriculum.h"

namespace edify::app {

// Grades normalised. No path: no lines. Errors: invalid_argument, naming the line.
Result<std::vector<CurriculumLine>> read_curriculum(const std::filesystem::path& file);

}  // namespace edify::app
