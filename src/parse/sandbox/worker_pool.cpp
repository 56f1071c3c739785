#include "parse/sandbox/worker_pool.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include "parse/sandbox/guarded_reader.h"
#include "parse/sandbox/help_conversation.h"

namespace edify::parse {

// A slot for as long as the lease lives. The last one given back is the first one taken: few documents, few workers.
class WorkerPool::Lease {
 public:
  explicit Lease(WorkerPool& pool) : pool_(pool) {
    std::unique_lock lock(pool_.mutex_);
    ++pool_.waiting_;
    pool_.slot_freed_.wait(lock, [&] { return !pool_.free_.empty(); });
    --pool_.waiting_;
    slot_ = pool_.free_.back();
    pool_.free_.pop_back();
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease() { pool_.give_back(slot_); }

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

// The idle workers that read pages of one document, each driven by a thread of its own.
class WorkerPool::Helpers {
 public:
  Helpers(WorkerPool& pool, RangeReader& reader, const ParseOptions& options)
      : pool_(pool),
        reader_(reader),
        options_(options),
        desk_(options.limits, options.page_store, [this](std::size_t open_pages) { call(open_pages); }) {}
  Helpers(const Helpers&) = delete;
  Helpers& operator=(const Helpers&) = delete;
  // Ends what is still being read for a document that has ended, well or not.
  ~Helpers() {
    {
      const std::scoped_lock lock(mutex_);
      is_over_ = true;
      for (const FrameSocket* socket : busy_) socket->interrupt();
    }
    threads_.clear();
  }

  PageDesk& desk() { return desk_; }

 private:
  struct Helper {
    std::unique_ptr<std::atomic<bool>> is_done;
    std::jthread thread;
  };

  void call(std::size_t open_pages) {
    std::erase_if(threads_, [](const Helper& helper) { return helper.is_done->load(); });
    for (; open_pages > 0; --open_pages) {
      Slot* const slot = pool_.take_idle();
      if (!slot) return;
      auto is_done = std::make_unique<std::atomic<bool>>(false);
      std::atomic<bool>& done = *is_done;
      threads_.push_back({std::move(is_done), std::jthread([this, &done, slot] {
                            if (pool_.ensure_running(*slot)) help(*slot);
                            pool_.give_back(slot);
                            done = true;
                          })});
    }
  }

  void help(Slot& slot) {
    FrameSocket& socket = slot.process->socket();
    {
      const std::scoped_lock lock(mutex_);
      if (is_over_) return;
      busy_.push_back(&socket);
    }
    slot.process->begin_document(std::chrono::ceil<std::chrono::seconds>(options_.limits.time));
    WorkerState state = help_through(socket, reader_, options_, desk_, [this] { return !pool_.is_wanted(); });
    {
      const std::scoped_lock lock(mutex_);
      std::erase(busy_, &socket);
      if (is_over_) state = WorkerState::suspect;  // its socket is shut
    }
    pool_.finish(slot, state);
  }

  WorkerPool& pool_;
  RangeReader& reader_;
  const ParseOptions& options_;
  PageDesk desk_;
  std::mutex mutex_;
  std::vector<const FrameSocket*> busy_;  // guarded by mutex_
  bool is_over_ = false;                  // guarded by mutex_
  std::vector<Helper> threads_;           // of the thread that parses
};

Result<ParsedDocument> WorkerPool::parse(RangeReader& reader, const ParseOptions& options) {
  const Lease lease(*this);
  GuardedReader guarded(reader);
  Helpers helpers(*this, guarded, options);
  return parse_in(lease.slot(), guarded, options, helpers.desk());
}

Result<Confinement> WorkerPool::confinement() {
  const Lease lease(*this);
  EDIFY_CHECK(ensure_running(lease.slot()));
  return lease.slot().process->confinement();
}

Result<ParsedDocument> WorkerPool::parse_in(Slot& slot, RangeReader& reader, const ParseOptions& options,
                                            PageDesk& desk) {
  EDIFY_CHECK(ensure_running(slot));
  slot.process->begin_document(std::chrono::ceil<std::chrono::seconds>(options.limits.time));
  Outcome outcome = parse_through(slot.process->socket(), reader, options, desk);
  desk.close();
  if (outcome.worker == WorkerState::gone) {
    const Error end = slot.process->explain_end();
    if (!outcome.document && outcome.document.error().reason == "closed") outcome.document = std::unexpected(end);
  }
  finish(slot, outcome.worker);
  return std::move(outcome.document);
}

void WorkerPool::finish(Slot& slot, WorkerState state) const {
  ++slot.documents;
  const bool is_swollen = slot.process && slot.process->resident_bytes() > options_.swollen_bytes;
  if (state != WorkerState::ready || is_swollen) slot.process.reset();
}

WorkerPool::Slot* WorkerPool::take_idle() {
  const std::scoped_lock lock(mutex_);
  if (waiting_ > 0 || free_.empty()) return nullptr;
  Slot* const slot = free_.back();
  free_.pop_back();
  return slot;
}

void WorkerPool::give_back(Slot* slot) {
  {
    const std::scoped_lock lock(mutex_);
    free_.push_back(slot);
  }
  slot_freed_.notify_one();
}

bool WorkerPool::is_wanted() {
  const std::scoped_lock lock(mutex_);
  return waiting_ > 0;
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
