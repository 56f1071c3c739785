#include "base/heap.h"

#include <malloc.h>

namespace edify {

void return_large_blocks() {
  constexpr int large = 256 * 1024;
  ::mallopt(M_MMAP_THRESHOLD, large);
  ::mallopt(M_TRIM_THRESHOLD, 4 * large);
}

void return_free_memory() { ::malloc_trim(0); }

}  // namespace edify
