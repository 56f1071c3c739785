// A quality report as JSON: how the ledger's tables keep it and `edify status --json` shows it. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "model/quality_report.h"

namespace edify::catalog {

std::string quality_to_json(const QualityReport& quality);
// What is missing or of another type keeps its default: an older or newer release's row can be read.
QualityReport quality_from_json(std::string_view json);

}  // namespace edify::catalog
