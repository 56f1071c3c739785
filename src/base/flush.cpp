#include "base/flush.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace edify {

Result<void> flush_to_disk(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool is_flushed = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int why = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (is_flushed) return {};
  return fail(ErrorCode::unavailable,
              fmt::format("could not flush {} to the disk: {}", path.string(), std::generic_category().message(why)));
}

}  // namespace edify
