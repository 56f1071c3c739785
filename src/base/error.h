// What can go wrong because of a document, a peer or a user, as a value.
//
// Result<T> is std::expected<T, Error>. A bug or an exhausted machine is not an Error: it is an exception
// that ends the work item (worker loop, HTTP middleware). Exceptions of libraries are caught in the adapter
// that calls the library and become Errors there. Error is a plain value; no thread-safety to speak of.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace edify {

enum class ErrorCode : std::uint8_t {
  invalid_argument,    // the caller's words are wrong: usage, a bad field, a bad configuration value
  unauthenticated,     // no valid token
  forbidden,           // a valid token that does not allow this
  not_found,           // no such file, document, key
  unsupported_format,  // nothing here reads this kind of document
  unreadable,          // malformed, encrypted or empty document
  over_limit,          // size, pages, pixels, time or memory
  unavailable,         // a peer or a resource is away; trying again may help
  conflict,            // the thing changed under the reader; trying again helps
  internal,            // broken invariant of our own that was noticed in time
};

struct Error {
  ErrorCode code = ErrorCode::internal;
  // One sentence for a person: what, which, why, what to do. No trailing full stop, no line break.
  std::string message;
  // A stable snake_case word for ledgers and dashboards ("encrypted", "password_required", "timeout").
  std::string reason;

  Error(ErrorCode error_code, std::string text);
  Error(ErrorCode error_code, std::string text, std::string stable_reason);
};

template <typename T>
using Result = std::expected<T, Error>;

// Shorthand for `return std::unexpected(Error(...))`.
inline std::unexpected<Error> fail(ErrorCode code, std::string message) {
  return std::unexpected(Error(code, std::move(message)));
}
inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string reason) {
  return std::unexpected(Error(code, std::move(message), std::move(reason)));
}

// "invalid_argument", "unreadable", ...
std::string_view to_string(ErrorCode code);

// True where the same call may succeed later without anyone changing anything.
bool is_retryable(ErrorCode code);

// The command line's exit codes: 1 failed, 2 usage, 3 unsupported format, 4 unreadable, 5 over a limit,
// 6 a service is unreachable.
int exit_code(ErrorCode code);

// `EDIFY_TRY(auto x, f());` unwraps a Result or returns its Error from the enclosing function.
#define EDIFY_CONCAT_INNER(a, b) a##b
#define EDIFY_CONCAT(a, b) EDIFY_CONCAT_INNER(a, b)
#define EDIFY_TRY_IMPL(tmp, declaration, expression)        \
  auto tmp = (expression);                                  \
  if (!tmp) return std::unexpected(std::move(tmp).error()); \
  declaration = std::move(*tmp)
#define EDIFY_TRY(declaration, ...) EDIFY_TRY_IMPL(EDIFY_CONCAT(edify_try_, __LINE__), declaration, (__VA_ARGS__))
// The same for Result<void>.
#define EDIFY_CHECK(...)                                                                                        \
  do {                                                                                                          \
    if (auto edify_check = (__VA_ARGS__); !edify_check) return std::unexpected(std::move(edify_check).error()); \
  } while (false)

}  // namespace edify
