// Answers that somebody rated, with their questions: for the operator's command line alone, which makes judged
// questions of them. Whose they were is not told. An implementation a folder: sqlite/; one contract suite for all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "catalog/conversations.h"
#include "model/document.h"

namespace edify::catalog {

struct RatedAnswer {
  std::string message_id;
  bool is_good = true;
  std::vector<std::string> reasons;  // stable words, as Rating has them
  std::string role;                  // of who asked
  std::string question;              // as it was written
  bool is_follow_up = false;         // it may mean nothing without what was asked before it
  std::vector<SourceHandle> sources;
  std::string outcome;  // JSON, as Message has it
};

// Thread-safe. Every method is one transaction.
class RatedAnswers {
 public:
  virtual ~RatedAnswers() = default;

  // Up to `limit`, by message id, those behind `after`; rated at `since` or later. Answers whose conversation is gone
  // are left out. Errors: unavailable; unreadable (bad_conversation).
  virtual Result<std::vector<RatedAnswer>> page(UnixSeconds since, std::string_view after, std::size_t limit) = 0;
};

}  // namespace edify::catalog
