// The system calls that a parse worker keeps: an allow-list in the kernel (seccomp), made with libseccomp.
#pragma once

#include "base/error.h"

namespace edify::parse {

// From here on, in all threads: memory, files that are read, the socket that is open already, threads and clocks.
// A call that only an attack makes (exec, sockets, ptrace, signals to others, …) kills the process with SIGSYS; any
// other answers ENOSYS, as an older kernel would, so that a library that only asks goes on without. Needs no_new_privs.
// Errors: unavailable ("sandbox_unavailable").
Result<void> filter_system_calls();

}  // namespace edify::parse
