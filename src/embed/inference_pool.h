// The processor's share for inference: a fixed number of streams, one core each, that all callers feed.
//
// Texts wait in two lines, queries' served first. A free stream takes the first query and as many after it as fit one
// pack, so callers that come together share the reading of the weights and nobody waits for company. Bulk texts are
// taken one by one: what is stored depends on the text alone, to the bit. Eight queries of ten tokens in a pack take
// half the time of eight alone (docs/decisions/embedding-packs.md).
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <openvino/runtime/compiled_model.hpp>
#include <span>
#include <thread>
#include <vector>

#include "base/deadline.h"
#include "embed/tokenizer.h"
#include "model/chunk.h"

namespace edify::embed {

enum class Urgency : std::uint8_t { query, bulk };

// Thread-safe. Destroy it after the last call has returned.
class InferencePool {
 public:
  InferencePool(ov::CompiledModel& model, std::uint32_t streams);
  ~InferencePool();
  InferencePool(const InferencePool&) = delete;
  InferencePool& operator=(const InferencePool&) = delete;

  // Blocks until each text (at least one token, at most minilm::positions) has its vector, of length 1.
  // Long texts first balance the streams best. False: queries whose turn came after the deadline have none.
  // Throws std::runtime_error when an inference fails.
  bool run(std::span<const std::span<const TokenId>> texts, std::span<Embedding*> vectors, Urgency urgency,
           const Deadline& deadline = {});

 private:
  // What one run() waits for. Lives on the caller's stack.
  struct Batch {
    std::size_t remaining = 0;
    std::exception_ptr error;
    bool too_late = false;
    std::condition_variable done;
  };
  struct Task {
    std::span<const TokenId> tokens;
    Embedding* vector = nullptr;
    Batch* batch = nullptr;
    Deadline deadline;
  };
  using Pack = std::vector<Task>;

  void serve(ov::InferRequest& request);
  Pack take_pack();
  void drop_late_queries();
  static void infer(ov::InferRequest& request, const Pack& pack);
  void finish(const Pack& pack, const std::exception_ptr& error);

  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Task> queries_;
  std::deque<Task> bulk_;
  bool stopping_ = false;
  std::vector<std::jthread> streams_;
};

}  // namespace edify::embed
