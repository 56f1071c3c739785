// The parts of a message as JSON columns, the same in every database. Pure functions, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "catalog/conversations.h"

namespace edify::catalog {

std::string pieces_to_json(const std::vector<AnswerPiece>& pieces);
std::string sources_to_json(const std::vector<SourceHandle>& sources);
// Errors: unreadable (bad_conversation).
Result<std::vector<AnswerPiece>> pieces_from_json(std::string_view text);
Result<std::vector<SourceHandle>> sources_from_json(std::string_view text);

}  // namespace edify::catalog
