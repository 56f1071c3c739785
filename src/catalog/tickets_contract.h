// What every Tickets does. An implementation's test instantiates it with a factory.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <memory>

#include "catalog/tickets.h"

namespace edify::catalog {

// Gives a fresh, empty one.
using TicketsFactory = std::function<std::unique_ptr<Tickets>()>;

class TicketsContract : public testing::TestWithParam<TicketsFactory> {
 protected:
  static UnixSeconds at(std::int64_t seconds) { return UnixSeconds(std::chrono::seconds(seconds)); }
  static UnixSeconds on(std::chrono::year_month_day day) { return UnixSeconds(std::chrono::sys_days(day)); }
  std::unique_ptr<Tickets> all_ = GetParam()();
};

}  // namespace edify::catalog
