// Where backups are put: named objects, written once, whole or not at all. An implementation a folder: folder/, azure/;
// one contract suite (destination_contract.h) for both.
//
// A name is 1-200 characters of a-z, A-Z, 0-9, '.', '_', '-', in parts between '/' that do not begin with a dot.
// Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/sealed_stream.h"

namespace edify::backup {

// Hands the bytes of an object to `take`, in order; the first Error of either ends both.
using Produce = std::function<Result<void>(const TakeBytes& take)>;

struct StoredObject {
  std::string name;
  std::uint64_t size = 0;
};

class Destination {
 public:
  virtual ~Destination() = default;

  // Writes the object, in place of one of that name; nobody sees it before it is whole and safe from a crash.
  // Errors: unavailable, and those of `produce`, after which nothing of it is there.
  virtual Result<void> put(const std::string& name, const Produce& produce) = 0;
  // Errors: not_found, unavailable, conflict (it was replaced meanwhile), those of `take`.
  virtual Result<void> read(const std::string& name, const TakeBytes& take) = 0;
  // All whose names begin so, by name.
  virtual Result<std::vector<StoredObject>> list(std::string_view prefix) = 0;
  // No error where there is none.
  virtual Result<void> remove(const std::string& name) = 0;

  // For people: "folder:/srv/backup", "azure:https://ACCOUNT.blob.core.windows.net/CONTAINER".
  virtual std::string description() const = 0;
};

// Errors: invalid_argument where it is no name of an object.
Result<void> check_object_name(std::string_view name);

}  // namespace edify::backup
