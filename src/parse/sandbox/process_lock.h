// What a parse worker gives up before it sees a document. Called once, first in the process, single-threaded.
#pragma once

#include "base/error.h"
#include "parse/sandbox/sandbox_policy.h"

namespace edify::parse {

// No new privileges by exec, no capabilities even for root; no core dump or memory for a debugger (not dumpable); a
// write over the file size limit is an error, not a signal; a crash for want of memory exits with out_of_memory_exit.
// Then, as the policy's mode has it, no files (landlock.h) and few system calls (syscall_filter.h). Resource limits,
// the environment and the descriptors are the parent's work (worker_process.h).
// Errors: unavailable ("sandbox_unavailable") where the mode is required and the kernel can not; never otherwise.
Result<Confinement> lock_down_process(const SandboxPolicy& policy);

}  // namespace edify::parse
