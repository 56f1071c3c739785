// What every AccessRegister does. An implementation's test instantiates it with a factory.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "catalog/access_register.h"

namespace edify::catalog {

// Gives a fresh, empty register.
using AccessRegisterFactory = std::function<std::unique_ptr<AccessRegister>()>;

class AccessRegisterContract : public testing::TestWithParam<AccessRegisterFactory> {
 protected:
  static UnixSeconds at(std::int64_t seconds) { return UnixSeconds(std::chrono::seconds(seconds)); }
  static ApiKey key(std::string id) {
    ApiKey made;
    made.secret_hash = "hash of " + id;
    made.id = std::move(id);
    made.name = "the portal";
    made.created = at(100);
    made.expires = at(1000);
    return made;
  }
  // Whether `change` moved the generation.
  template <typename Change>
  bool moves(Change change) {
    const auto before = register_->generation().value();
    change();
    return register_->generation().value() != before;
  }

  std::unique_ptr<AccessRegister> register_ = GetParam()();
};

}  // namespace edify::catalog
