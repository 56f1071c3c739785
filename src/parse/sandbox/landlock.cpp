#include "parse/sandbox/landlock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace edify::parse {
namespace {

// As of version 6: Debian 12's kernel headers end at version 2. A kernel takes as many bytes as its version knows.
struct RulesetAttributes {
  std::uint64_t handled_files = 0;
  std::uint64_t handled_network = 0;
  std::uint64_t scoped = 0;
};

std::size_t known_bytes(std::uint32_t version) {
  if (version < 4) return sizeof(std::uint64_t);
  if (version < 6) return 2 * sizeof(std::uint64_t);
  return sizeof(RulesetAttributes);
}

// Every right to files that the version knows is taken away; bits 0-12 are version 1's.
std::uint64_t all_file_rights(std::uint32_t version) {
  int rights = 13;
  if (version >= 2) ++rights;  // refer
  if (version >= 3) ++rights;  // truncate
  if (version >= 5) ++rights;  // ioctl on devices
  return (std::uint64_t{1} << rights) - 1;
}

RulesetAttributes everything(std::uint32_t version) {
  constexpr std::uint64_t bind_and_connect_tcp = 0b11;
  constexpr std::uint64_t abstract_sockets_and_signals = 0b11;
  return {all_file_rights(version), bind_and_connect_tcp, abstract_sockets_and_signals};
}

std::unexpected<Error> failure(std::string_view step) {
  return fail(ErrorCode::unavailable, fmt::format("Landlock does not {}: {}", step, std::strerror(errno)),
              "sandbox_unavailable");
}

class Descriptor {
 public:
  explicit Descriptor(long number) : number_(static_cast<int>(number)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }

 private:
  int number_;
};

Result<void> allow_reading(const Descriptor& ruleset, const std::string& path) {
  const Descriptor parent(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (parent.get() < 0) return {};  // not installed: nothing there to read
  struct stat status = {};
  if (::fstat(parent.get(), &status) != 0) return failure("see " + path);
  landlock_path_beneath_attr rule = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE, .parent_fd = parent.get()};
  if (S_ISDIR(status.st_mode)) rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
  if (::syscall(SYS_landlock_add_rule, ruleset.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
    return failure("allow reading " + path);
  }
  return {};
}

}  // namespace

std::uint32_t landlock_version() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version > 0 ? static_cast<std::uint32_t>(version) : 0;
}

Result<void> confine_files(std::span<const std::string> readable) {
  const std::uint32_t version = landlock_version();
  if (version == 0) return failure("exist in this kernel");
  const RulesetAttributes attributes = everything(version);
  const Descriptor ruleset(::syscall(SYS_landlock_create_ruleset, &attributes, known_bytes(version), 0));
  if (ruleset.get() < 0) return failure("take a rule set");
  for (const std::string& path : readable) EDIFY_CHECK(allow_reading(ruleset, path));
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) return failure("lock the process");
  return {};
}

}  // namespace edify::parse
