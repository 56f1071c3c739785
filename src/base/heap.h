// How this process's allocator treats what is freed.
#pragma once

namespace edify {

// From here on a freed block of 256 KB or more goes back to the machine at once. Left alone, glibc raises that
// threshold with every large block that is freed, up to 32 MB, and keeps what is smaller: a process that once held a
// page's bitmap or a blob's range holds its room for good. Call it before threads start.
void return_large_blocks();

// Gives back what lies free between blocks in use. Walks the whole heap: for the end of a document, not for a loop.
void return_free_memory();

}  // namespace edify
