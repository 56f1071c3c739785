#include "parse/sandbox/process_lock.h"

#include <fmt/format.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>

#include "parse/sandbox/landlock.h"
#include "parse/sandbox/sanitized.h"
#include "parse/sandbox/syscall_filter.h"
#include "parse/sandbox/worker.h"

namespace edify::parse {
namespace {

// C libraries that do not check malloc crash on its null pointer, others abort; either way errno still says why.
// Only async-signal-safe calls here.
void on_crash(int signal) {
  if (errno == ENOMEM) ::_exit(out_of_memory_exit);
  std::signal(signal, SIG_DFL);
  ::raise(signal);
}

void tell_apart_crashes_for_memory() {
  // A stack of its own: the crash may be the stack's overflow.
  static std::array<std::byte, 64 << 10> crash_stack;
  const stack_t stack = {.ss_sp = crash_stack.data(), .ss_flags = 0, .ss_size = crash_stack.size()};
  ::sigaltstack(&stack, nullptr);
  struct sigaction action = {};
  action.sa_handler = on_crash;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP, SIGFPE}) ::sigaction(signal, &action, nullptr);
}

// Root in a container can do more than its files say: nothing of it is needed here.
void drop_capabilities() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none = {};
  ::syscall(SYS_capset, &header, none.data());
}

std::unexpected<Error> refusal(const Error& why) {
  return fail(ErrorCode::unavailable,
              fmt::format("documents can not be parsed in a sandbox here: {}. Use a kernel from 5.13 on with Landlock "
                          "and seccomp switched on, or set parse.sandbox = \"best_effort\" to go without",
                          why.message),
              "sandbox_unavailable");
}

}  // namespace

Result<Confinement> lock_down_process(const SandboxPolicy& policy) {
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_DUMPABLE, is_sanitized ? 1 : 0, 0, 0, 0);
  drop_capabilities();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  tell_apart_crashes_for_memory();
  Confinement confinement;
  if (policy.mode == SandboxMode::off) return confinement;
  const auto files = confine_files(policy.readable);
  if (files) confinement.landlock_version = landlock_version();
  const auto calls = filter_system_calls();
  confinement.filters_system_calls = calls.has_value();
  if (policy.mode == SandboxMode::required) {
    if (!files) return refusal(files.error());
    if (!calls) return refusal(calls.error());
  }
  return confinement;
}

}  // namespace edify::parse
