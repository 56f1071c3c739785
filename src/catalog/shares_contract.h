// What every Shares does. An implementation's test instantiates it with a factory.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <memory>

#include "catalog/shares.h"

namespace edify::catalog {

// Gives a fresh, empty one.
using SharesFactory = std::function<std::unique_ptr<Shares>()>;

class SharesContract : public testing::TestWithParam<SharesFactory> {
 protected:
  static UnixSeconds at(std::int64_t seconds) { return UnixSeconds(std::chrono::seconds(seconds)); }
  std::unique_ptr<Shares> all_ = GetParam()();
};

}  // namespace edify::catalog
