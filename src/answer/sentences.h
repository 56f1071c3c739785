// Text → sentences. Pure function, thread-safe.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace edify::answer {

struct SentenceRange {
  std::size_t begin = 0;  // byte offsets, [begin, end), without blanks around
  std::size_t end = 0;
};

// In order; UAX #29 by ICU, which knows the danda. A line break ends a sentence whatever stands before it: chunks keep
// one only between paragraphs, items and rows.
std::vector<SentenceRange> split_into_sentences(std::string_view utf8);

}  // namespace edify::answer
