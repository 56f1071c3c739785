// Puts questions into the log off the path of their answers: note() queues, and one thread adds what has gathered.
// These are figures, not an audit: where the queue is full or the disk fails, questions are left out, and nobody waits.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "catalog/question_log.h"

namespace edify::catalog {

// Thread-safe. The log outlives it. The destructor adds what is queued.
class QuestionLogWriter {
 public:
  explicit QuestionLogWriter(QuestionLog& log);
  ~QuestionLogWriter();
  QuestionLogWriter(const QuestionLogWriter&) = delete;
  QuestionLogWriter& operator=(const QuestionLogWriter&) = delete;

  void note(AskedQuestion question);

 private:
  void run();

  QuestionLog& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<AskedQuestion> queue_;
  bool stopping_ = false;
  std::jthread thread_;  // last: it uses the rest
};

}  // namespace edify::catalog
