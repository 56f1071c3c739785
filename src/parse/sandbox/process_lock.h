// What a parse worker gives up before it sees a document. Called once, first in the process, single-threaded.
#pragma once

namespace edify::parse {

// No new privileges by exec; no core dump or swapped page of a document for a debugger (not dumpable); a write over
// the file size limit is an error, not a signal; a crash for want of memory exits with out_of_memory_exit.
// Resource limits are set from outside, by the parent (worker_process.h).
void lock_down_process();

}  // namespace edify::parse
