#include "parse/sandbox/process_lock.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>

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

}  // namespace

void lock_down_process() {
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  tell_apart_crashes_for_memory();
}

}  // namespace edify::parse
