// Landlock: a process gives up the file system for itself and for good, without being root.
// The interface is Documentation/userspace-api/landlock.rst of the kernel; glibc has no wrappers for it.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/error.h"

namespace edify::parse {

// The version of Landlock's interface in the running kernel; 0: it has none, or it is switched off.
std::uint32_t landlock_version();

// From here on this thread, and those that it starts, open files below `readable` only and only for reading. Where the
// kernel's version has it, TCP (from 4), abstract Unix sockets and signals to other processes (from 6) are gone, too.
// Needs no_new_privs. Errors: unavailable ("sandbox_unavailable").
Result<void> confine_files(std::span<const std::string> readable);

}  // namespace edify::parse
