#include "base/error.h"

namespace edify {

Error::Error(ErrorCode error_code, std::string text)
    : Error(error_code, std::move(text), std::string(to_string(error_code))) {}

Error::Error(ErrorCode error_code, std::string text, std::string stable_reason)
    : code(error_code), message(std::move(text)), reason(std::move(stable_reason)) {}

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::unauthenticated: return "unauthenticated";
    case ErrorCode::forbidden: return "forbidden";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::unsupported_format: return "unsupported_format";
    case ErrorCode::unreadable: return "unreadable";
    case ErrorCode::over_limit: return "over_limit";
    case ErrorCode::unavailable: return "unavailable";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

bool is_retryable(ErrorCode code) { return code == ErrorCode::unavailable || code == ErrorCode::conflict; }

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument: return 2;
    case ErrorCode::unsupported_format: return 3;
    case ErrorCode::unreadable: return 4;
    case ErrorCode::over_limit: return 5;
    case ErrorCode::unavailable: return 6;
    case ErrorCode::unauthenticated:
    case ErrorCode::forbidden:
    case ErrorCode::not_found:
    case ErrorCode::conflict:
    case ErrorCode::internal: return 1;
  }
  return 1;
}

}  // namespace edify
