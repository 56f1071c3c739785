#include "ingest/failpoint.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>

namespace edify::ingest {
namespace {

struct Armed {
  std::string name;
  std::atomic<long> passes_left{0};

  Armed() {
    const char* variable = std::getenv("EDIFY_FAILPOINT");
    if (variable == nullptr) return;
    const std::string_view text(variable);
    const auto colon = text.find(':');
    name = text.substr(0, colon);
    passes_left = colon == std::string_view::npos ? 1 : std::strtol(variable + colon + 1, nullptr, 10);
  }
};

}  // namespace

void failpoint(std::string_view name) {
  static Armed armed;
  if (armed.name.empty() || armed.name != name) return;
  if (--armed.passes_left == 0) ::kill(::getpid(), SIGKILL);
}

}  // namespace edify::ingest
