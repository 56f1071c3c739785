// Whether this build carries AddressSanitizer or ThreadSanitizer: they reserve terabytes of addresses, write their
// findings to standard error, and look at /proc.
#pragma once

namespace edify::parse {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define EDIFY_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(EDIFY_SANITIZED)
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif

}  // namespace edify::parse
