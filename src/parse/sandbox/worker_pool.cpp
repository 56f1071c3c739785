#include "parse/sandbox/worker_pool.h"

#include <algorithm>
#include <utility>

#include "parse/sandbox/conversation.h"

namespace edify::parse {

// A slot for as long as the lease lives. The last one given back is the first one taken: few documents, few workers.
class WorkerPool::Lease {
 public:
  explicit Lease(WorkerPool& pool) : pool_(pool) {
    std::unique_lock lock(pool_.mutex_);
    pool_.slot_freed_.wait(lock, [&] { return !pool_.free_.empty(); });
    slot_ = pool_.free_.back();
    pool_.free_.pop_back();
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease() {
    {
      const std::scoped_lock lock(pool_.mutex_);
      pool_.free_.push_back(slot_);
    }
    pool_.slot_freed_.notify_one();
  }

  Slot& slot() const { return *slot_; }

 private:
  WorkerPool& pool_;
  Slot* slot_ = nullptr;
};

WorkerPool::WorkerPool(WorkerPoolOptions options)
    : options_(std::move(options)), slots_(std::max(1U, options_.workers)) {
  free_.reserve(slots_.size());  // so that giving back can not throw
  for (Slot& slot : slots_) free_.push_back(&slot);
}

WorkerPool::~WorkerPool() = default;

Result<ParsedDocument> WorkerPool::parse(RangeReader& reader, const ParseOptions& options) {
  const Lease lease(*this);
  return parse_in(lease.slot(), reader, options);
}

Result<Confinement> WorkerPool::confinement() {
  const Lease lease(*this);
  EDIFY_CHECK(ensure_running(lease.slot()));
  return lease.slot().process->confinement();
}

Result<ParsedDocument> WorkerPool::parse_in(Slot& slot, RangeReader& reader, const ParseOptions& options) {
  EDIFY_CHECK(ensure_running(slot));
  slot.process->begin_document(std::chrono::ceil<std::chrono::seconds>(options.limits.time));
  Outcome outcome = parse_through(slot.process->socket(), reader, options);
  ++slot.documents;
  if (outcome.worker == WorkerState::gone) {
    const Error end = slot.process->explain_end();
    if (!outcome.document && outcome.document.error().reason == "closed") outcome.document = std::unexpected(end);
  }
  const bool is_swollen = slot.process && slot.process->resident_bytes() > options_.swollen_bytes;
  if (outcome.worker != WorkerState::ready || is_swollen) slot.process.reset();
  return std::move(outcome.document);
}

Result<void> WorkerPool::ensure_running(Slot& slot) const {
  const bool is_worn = slot.documents >= options_.documents_per_worker;
  // An idle worker may have been killed, by the system's memory manager for one.
  if (slot.process && !is_worn && slot.process->is_alive()) return {};
  slot.process.reset();
  slot.documents = 0;
  EDIFY_TRY(slot.process, WorkerProcess::start(options_.command));
  return {};
}

}  // namespace edify::parse
