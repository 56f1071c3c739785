// The second stage: takes a document's lease and its bytes. Internal to ingest/.
#pragma once

#include "ingest/flow.h"

namespace edify::ingest {

// Any number of threads, each with its own.
class Downloader {
 public:
  explicit Downloader(Flow& flow) : flow_(flow) {}

  // Until the queue of work is closed.
  void work();

 private:
  Result<void> take(WorkItem item);
  // The bytes, once the source is there and the document has stopped changing; an Error is the document's.
  Result<Downloaded> fetch(WorkItem& item);
  Result<Downloaded> download(const SourceObject& object);
  Result<void> read_whole(Downloaded& document);
  Result<void> hash_by_ranges(Downloaded& document);
  Result<void> check_md5(const SourceObject& object, const std::string& md5) const;

  Flow& flow_;
};

}  // namespace edify::ingest
