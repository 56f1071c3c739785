// Questions that stand on the one before them. Pure functions, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "answer/answerer.h"

namespace edify::answer {

// The question with what it leaves unsaid: where it is short or speaks of "it" and "they", the words that carried the
// question before it are added. Itself where there is no conversation.
std::string complete_follow_up(const std::string& question, const std::vector<Turn>& history);

// ISO 639-1 of a question; "hi-Latn" for Hindi in Latin letters; empty where there is no evidence.
std::string language_of_question(std::string_view question);

}  // namespace edify::answer
