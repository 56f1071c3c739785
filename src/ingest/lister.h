// The first stage: what the source holds against what the ledger knows. Internal to ingest/.
#pragma once

#include <string>
#include <vector>

#include "ingest/flow.h"

namespace edify::ingest {

// One thread.
class Lister {
 public:
  explicit Lister(Flow& flow) : flow_(flow) {}

  // Lists, marks what it sees, and begins what has to be done. A source that goes away is waited for, and listed from
  // the start again.
  Result<void> run();

  // The whole listing was seen, so what has no mark is gone.
  bool complete() const { return complete_; }

 private:
  Result<void> list_all();
  Result<void> look_at_named();
  Result<void> consider(SourceObject object);
  void count(const SourceObject& object, Decision decision, bool process);
  Result<void> mark(const std::string& path);
  Result<void> flush_marks();

  Flow& flow_;
  std::uint64_t accepted_ = 0;
  std::vector<std::string> marks_;
  bool complete_ = false;
};

}  // namespace edify::ingest
