#include "catalog/question_log_writer.h"

#include <chrono>
#include <utility>

#include "base/log.h"

namespace edify::catalog {

QuestionLogWriter::QuestionLogWriter(QuestionLog& log) : log_(log), thread_([this] { run(); }) {}

QuestionLogWriter::~QuestionLogWriter() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
}

void QuestionLogWriter::note(AskedQuestion question) {
  constexpr std::size_t most = 4096;
  const std::lock_guard lock(mutex_);
  if (queue_.size() >= most) return;
  queue_.push_back(std::move(question));
  changed_.notify_all();
}

void QuestionLogWriter::run() {
  constexpr std::chrono::milliseconds linger{200};  // for others to join the first one's transaction
  bool goes_on = true;
  while (goes_on) {
    std::vector<AskedQuestion> batch;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      changed_.wait_for(lock, linger, [this] { return stopping_; });
      batch = std::exchange(queue_, {});
      goes_on = !stopping_;
    }
    if (batch.empty()) continue;
    if (const auto added = log_.add(batch); !added) {
      log::warn("{} questions are missing from the figures: {}", batch.size(), added.error().message);
    }
  }
}

}  // namespace edify::catalog
