// What every Collections does. An implementation's test instantiates it with a factory.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <string>

#include "catalog/collections.h"

namespace edify::catalog {

// Gives a fresh, empty one.
using CollectionsFactory = std::function<std::unique_ptr<Collections>()>;

class CollectionsContract : public testing::TestWithParam<CollectionsFactory> {
 protected:
  static UnixSeconds at(std::int64_t seconds) { return UnixSeconds(std::chrono::seconds(seconds)); }
  std::unique_ptr<Collections> all_ = GetParam()();
};

}  // namespace edify::catalog
