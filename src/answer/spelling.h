// Passages for a question with slips of the pen in it. Thread-safe.
#pragma once

#include "answer/passage.h"

namespace edify::answer {

// As find_passages(), for the question as it was probably meant: a word that nothing in scope has is read as the
// nearest one that is there (Retriever::respell). `question.text` becomes what was looked for, in words of the
// passages. What changes no result stays as it was written.
Result<Passages> find_passages_as_meant(const retrieve::Retriever& retriever, const Scope& scope,
                                        retrieve::Question& question, const PassageOptions& options = {});

}  // namespace edify::answer
