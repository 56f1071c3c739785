// The third stage: bytes → elements → chunks, or no parsing at all where the same bytes were parsed before. Internal to
// ingest/.
#pragma once

#include <memory>

#include "ingest/flow.h"

namespace edify::ingest {

// Any number of threads, each with its own; each keeps one parse worker busy.
class ParseStage {
 public:
  explicit ParseStage(Flow& flow) : flow_(flow) {}

  // Until the queue of downloaded documents is closed.
  void work();

 private:
  // True: the document is on its way to the store, which will let its twins go on. False: it has ended.
  Result<bool> take(Downloaded& document);
  Result<bool> is_published(Downloaded& document, const DocumentRecord& record);
  Result<bool> is_copied(Downloaded& document, const DocumentRecord& record);
  Result<bool> parse(Downloaded& document, DocumentRecord record);
  Result<bool> give_up(Downloaded& document, const Error& error);
  // Counts personal data into the ledger's row; an Error where the policy keeps the document out.
  Result<void> apply_personal_data_policy(Downloaded& document, ParsedDocument& parsed) const;
  Result<void> send_chunks(std::shared_ptr<DocumentJob> job);

  Flow& flow_;
};

// What a document leaves behind when it ends: its twins may go on.
void let_twins_go_on(Flow& flow, const std::string& content_hash);

}  // namespace edify::ingest
