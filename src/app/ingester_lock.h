// Who ingests into a data folder, and who did and died: a file per ingester, locked for its life, which the kernel
// releases even after kill -9. It lets the next ingester take over at once what a dead one had leased.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"

namespace edify::app {

// Lives as long as the ingester. Thread-safe.
class IngesterLock {
 public:
  // Makes `folder` where it is missing. Errors: unavailable.
  static Result<IngesterLock> take(const std::filesystem::path& folder);
  IngesterLock(IngesterLock&& other) noexcept;
  IngesterLock& operator=(IngesterLock&&) = delete;
  ~IngesterLock();

  // This ingester's name, no other's.
  const std::string& owner() const { return owner_; }

  // Ingesters of this folder that ended without taking their file away. Each is named once, to one caller.
  std::vector<std::string> dead_owners() const;

 private:
  IngesterLock(std::filesystem::path folder, std::string owner, int descriptor)
      : folder_(std::move(folder)), owner_(std::move(owner)), descriptor_(descriptor) {}

  std::filesystem::path folder_;
  std::string owner_;
  int descriptor_;
};

}  // namespace edify::app
