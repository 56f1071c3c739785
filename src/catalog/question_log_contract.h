// What every QuestionLog does. An implementation's test instantiates it with a factory.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "catalog/question_log.h"

namespace edify::catalog {

// Gives a fresh, empty one.
using QuestionLogFactory = std::function<std::unique_ptr<QuestionLog>()>;

class QuestionLogContract : public testing::TestWithParam<QuestionLogFactory> {
 protected:
  static UnixSeconds at(std::int64_t seconds) { return UnixSeconds(std::chrono::seconds(seconds)); }
  static AskedQuestion asked(std::string user, std::string text, bool is_answered = true, std::int64_t when = 100) {
    return {.user = std::move(user),
            .role = "student",
            .text = std::move(text),
            .is_answered = is_answered,
            .latency_ms = 10,
            .time = at(when)};
  }
  std::vector<std::string> texts(QuestionKind kind, std::uint32_t people) {
    std::vector<std::string> found;
    const auto counts = log_->questions(kind, at(0), people, 10).value();
    for (const auto& each : counts) found.push_back(each.text);
    return found;
  }
  std::unique_ptr<QuestionLog> log_ = GetParam()();
};

}  // namespace edify::catalog
