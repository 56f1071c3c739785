// The W3C trace context (https://www.w3.org/TR/trace-context/, version 00): which trace a request belongs to, so that
// its lines in several services' logs are found together. Plain values, pure.
#pragma once

#include <string>
#include <string_view>

namespace edify::api {

struct TraceContext {
  std::string trace_id;  // 32 lower-case hexadecimal digits, not all 0
  std::string span_id;   // 16 of them: this request's own, the parent of what it asks of others
  bool sampled = false;

  // "00-TRACE-SPAN-FLAGS", for a peer's `traceparent` header.
  std::string traceparent() const;
};

// Continues the caller's trace with a span of our own; begins a new trace where `traceparent` is empty or is not one.
TraceContext continue_trace(std::string_view traceparent);

}  // namespace edify::api
