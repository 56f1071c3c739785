// What a parse worker is to lose, and what it then has lost. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace edify::parse {

enum class SandboxMode : std::uint8_t {
  required,     // a worker that the kernel can not confine does not start
  best_effort,  // it starts with what the kernel has
  off,          // neither Landlock nor a filter of system calls; for debuggers
};

struct SandboxPolicy {
  SandboxMode mode = SandboxMode::required;
  // Files and folders that a locked worker may still read; those that do not exist are left out. Tesseract opens its
  // models when it meets a language. Libraries are mapped before the lock.
  std::vector<std::string> readable = {"/usr/share/tesseract-ocr"};
};

// What holds a worker, as it says itself once it is locked. `edify doctor` shows it.
struct Confinement {
  std::uint32_t landlock_version = 0;  // of the kernel's interface; 0: files are not confined
  bool filters_system_calls = false;

  bool operator==(const Confinement&) const = default;
};

}  // namespace edify::parse
