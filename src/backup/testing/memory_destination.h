// A destination in memory whose objects a test can change. For one thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "backup/destination.h"

namespace edify::backup {

class MemoryDestination : public Destination {
 public:
  Result<void> put(const std::string& name, const Produce& produce) override {
    EDIFY_CHECK(check_object_name(name));
    if (is_away) return away();
    std::string bytes;
    EDIFY_CHECK(produce([&](std::span<const std::byte> piece) -> Result<void> {
      bytes.append(reinterpret_cast<const char*>(piece.data()), piece.size());
      return {};
    }));
    objects[name] = std::move(bytes);
    return {};
  }

  Result<void> read(const std::string& name, const TakeBytes& take) override {
    EDIFY_CHECK(check_object_name(name));
    if (is_away) return away();
    const auto found = objects.find(name);
    if (found == objects.end()) return fail(ErrorCode::not_found, name + " is not there");
    return take(std::as_bytes(std::span(found->second)));
  }

  Result<std::vector<StoredObject>> list(std::string_view prefix) override {
    if (is_away) return std::unexpected(away().error());
    std::vector<StoredObject> found;
    for (const auto& [name, bytes] : objects) {
      if (name.starts_with(prefix)) found.push_back({name, bytes.size()});
    }
    return found;
  }

  Result<void> remove(const std::string& name) override {
    EDIFY_CHECK(check_object_name(name));
    objects.erase(name);
    return {};
  }

  std::string description() const override { return "memory"; }

  std::map<std::string, std::string> objects;
  bool is_away = false;

 private:
  static Result<void> away() { return fail(ErrorCode::unavailable, "the destination is away"); }
};

}  // namespace edify::backup
