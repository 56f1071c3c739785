// What every Destination does (destination_contract_test.cpp); an implementation is named by a function that makes an
// empty one.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "backup/destination.h"

namespace edify::backup {

// Makes an empty destination; nothing where what it needs is not here.
using MakeDestination = std::function<std::unique_ptr<Destination>()>;

class DestinationContract : public testing::TestWithParam<MakeDestination> {
 protected:
  void SetUp() override {
    destination_ = GetParam()();
    if (!destination_) GTEST_SKIP() << "what this destination needs is not here";
  }

  Result<void> put(const std::string& name, const std::string& text) {
    return destination_->put(name, [&](const TakeBytes& take) { return take(std::as_bytes(std::span(text))); });
  }

  Result<std::string> get(const std::string& name) {
    std::string text;
    EDIFY_CHECK(destination_->read(name, [&](std::span<const std::byte> bytes) -> Result<void> {
      text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      return {};
    }));
    return text;
  }

  std::vector<std::string> names(std::string_view prefix = "") {
    std::vector<std::string> out;
    const auto listed = destination_->list(prefix);
    for (const auto& object : listed.value()) out.push_back(object.name);
    return out;
  }

  std::unique_ptr<Destination> destination_;
};

}  // namespace edify::backup
