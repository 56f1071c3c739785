// What every Feedback does. An implementation's test instantiates it with a factory.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <memory>

#include "catalog/feedback.h"

namespace edify::catalog {

// Gives a fresh, empty one.
using FeedbackFactory = std::function<std::unique_ptr<Feedback>()>;

class FeedbackContract : public testing::TestWithParam<FeedbackFactory> {
 protected:
  static UnixSeconds at(std::int64_t seconds) { return UnixSeconds(std::chrono::seconds(seconds)); }
  std::unique_ptr<Feedback> all_ = GetParam()();
};

}  // namespace edify::catalog
