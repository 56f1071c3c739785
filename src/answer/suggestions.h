// What to look at next, made of nothing but what the question found inside its Scope. Pure, thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "answer/answerer.h"

namespace edify::answer {

struct Suggestions {
  std::vector<std::string> questions;
  std::vector<DocumentRecord> documents;
};

// Questions about the subjects of headings that were found and not cited; documents that were found and not cited.
Suggestions suggest(std::span<const Passage> passages, std::span<const Hit> hits, const Outcome& outcome,
                    std::string_view language);

}  // namespace edify::answer
