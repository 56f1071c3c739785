// Words that say nothing about what a question asks for: English, Hindi, and a few of Spanish, French and Arabic.
#pragma once

#include <string_view>

namespace edify::store::lexical {

// `folded`: a word as WordFolder leaves it, not stemmed. Pure, thread-safe.
bool is_stop_word(std::string_view folded);

}  // namespace edify::store::lexical
