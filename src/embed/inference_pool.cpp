#include "embed/inference_pool.h"

#include <algorithm>
#include <cmath>
#include <openvino/core/except.hpp>
#include <stdexcept>
#include <string>
#include <utility>

#include "embed/bert_graph.h"

namespace edify::embed {
namespace {

// Where tokens a second stop growing (2.0 k at 10 tokens, 3.0 k at 80, 2.9 k at 160 and 256, one AVX2 core);
// beyond it a pack only makes its first text wait.
constexpr std::size_t full_pack = 128;

// Inputs are padded to a multiple of this. OpenVINO makes and keeps kernels for each length it meets, and more lengths
// than its cache holds would be made again and again: 20 % of all time, measured over texts of 1 to 256 tokens.
constexpr std::size_t length_step = 8;

// The mean of a text's hidden states, scaled to length 1 (the mean's own divisor cancels out).
void pool(std::span<const float> states, Embedding& vector) {
  vector.fill(0);
  for (std::size_t at = 0; at < states.size(); at += embedding_dimension) {
    for (std::size_t i = 0; i < embedding_dimension; ++i) vector[i] += states[at + i];
  }
  double squares = 0;
  for (float value : vector) squares += static_cast<double>(value) * value;
  const auto scale = static_cast<float>(1.0 / std::max(std::sqrt(squares), 1e-12));
  for (float& value : vector) value *= scale;
}

}  // namespace

InferencePool::InferencePool(ov::CompiledModel& model, std::uint32_t streams) {
  // All requests before the first thread: a constructor that throws must not leave a thread waiting.
  std::vector<ov::InferRequest> requests;
  for (std::uint32_t i = 0; i < streams; ++i) requests.push_back(model.create_infer_request());
  for (ov::InferRequest& request : requests) {
    streams_.emplace_back([this, request = std::move(request)]() mutable { serve(request); });
  }
}

InferencePool::~InferencePool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
}

bool InferencePool::run(std::span<const std::span<const TokenId>> texts, std::span<Embedding*> vectors, Urgency urgency,
                        const Deadline& deadline) {
  Batch batch;
  batch.remaining = texts.size();
  std::unique_lock lock(mutex_);
  std::deque<Task>& line = urgency == Urgency::query ? queries_ : bulk_;
  for (std::size_t i = 0; i < texts.size(); ++i) line.push_back({texts[i], vectors[i], &batch, deadline});
  if (texts.size() == 1) {
    work_.notify_one();
  } else {
    work_.notify_all();
  }
  batch.done.wait(lock, [&] { return batch.remaining == 0; });
  if (batch.error) std::rethrow_exception(batch.error);
  return !batch.too_late;
}

// One stream's life.
void InferencePool::serve(ov::InferRequest& request) {
  for (;;) {
    const Pack pack = take_pack();
    if (pack.empty()) return;
    std::exception_ptr error;
    try {
      infer(request, pack);
    } catch (const ov::Exception& e) {
      error = std::make_exception_ptr(std::runtime_error(std::string("inference failed: ") + e.what()));
    } catch (...) {
      error = std::current_exception();
    }
    finish(pack, error);
  }
}

// They came in order, and so end their deadlines.
void InferencePool::drop_late_queries() {
  while (!queries_.empty() && queries_.front().deadline.has_passed()) {
    Batch& batch = *queries_.front().batch;
    queries_.pop_front();
    batch.too_late = true;
    if (--batch.remaining == 0) batch.done.notify_one();
  }
}

// Waits for work. Empty: the pool is stopping.
InferencePool::Pack InferencePool::take_pack() {
  std::unique_lock lock(mutex_);
  work_.wait(lock, [&] {
    drop_late_queries();
    return stopping_ || !queries_.empty() || !bulk_.empty();
  });
  Pack pack;
  if (stopping_) return pack;
  // What is stored is made alone, so that a chunk's vector is the same bits whatever was ingested beside it.
  if (queries_.empty()) {
    pack.push_back(bulk_.front());
    bulk_.pop_front();
    return pack;
  }
  std::deque<Task>& line = queries_;
  std::size_t tokens = 0;
  do {
    tokens += line.front().tokens.size();
    pack.push_back(line.front());
    line.pop_front();
  } while (!line.empty() && tokens + line.front().tokens.size() <= full_pack);
  return pack;
}

void InferencePool::infer(ov::InferRequest& request, const Pack& pack) {
  std::size_t total = 0;
  for (const Task& task : pack) total += task.tokens.size();
  total = (total + length_step - 1) / length_step * length_step;
  ov::Tensor tokens = request.get_input_tensor(0);
  ov::Tensor positions = request.get_input_tensor(1);
  ov::Tensor mask = request.get_input_tensor(2);
  tokens.set_shape({1, total});
  positions.set_shape({1, total});
  mask.set_shape({1, 1, total, total});
  std::fill_n(mask.data<float>(), total * total, masked);

  std::size_t begin = 0;
  for (const Task& task : pack) {
    const std::size_t length = task.tokens.size();
    std::copy(task.tokens.begin(), task.tokens.end(), tokens.data<TokenId>() + begin);
    for (std::size_t i = 0; i < length; ++i) {
      positions.data<std::int32_t>()[begin + i] = static_cast<std::int32_t>(i);
      std::fill_n(mask.data<float>() + (begin + i) * total + begin, length, 0.0F);
    }
    begin += length;
  }
  std::fill(tokens.data<TokenId>() + begin, tokens.data<TokenId>() + total, TokenId{0});
  std::fill(positions.data<std::int32_t>() + begin, positions.data<std::int32_t>() + total, 0);

  request.infer();

  const float* states = request.get_output_tensor(0).data<float>();
  for (const Task& task : pack) {
    const std::size_t values = task.tokens.size() * embedding_dimension;
    pool({states, values}, *task.vector);
    states += values;
  }
}

void InferencePool::finish(const Pack& pack, const std::exception_ptr& error) {
  const std::lock_guard lock(mutex_);
  for (const Task& task : pack) {
    if (error) task.batch->error = error;
    // Under the lock: the waiting caller owns the batch and destroys it as soon as it may see zero.
    if (--task.batch->remaining == 0) task.batch->done.notify_one();
  }
}

}  // namespace edify::embed
