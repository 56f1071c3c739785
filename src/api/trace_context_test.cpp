#include "api/trace_context.h"

#include <gtest/gtest.h>

#include <string>

namespace edify::api {
namespace {

const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string span = "00f067aa0ba902b7";

TEST(TraceContext, ContinuesTheCallersTraceWithASpanOfItsOwn) {
  const TraceContext context = continue_trace("00-" + trace + "-" + span + "-01");
  EXPECT_EQ(context.trace_id, trace);
  EXPECT_NE(context.span_id, span);
  EXPECT_EQ(context.span_id.size(), 16U);
  EXPECT_TRUE(context.sampled);
  EXPECT_EQ(context.traceparent(), "00-" + trace + "-" + context.span_id + "-01");
}

TEST(TraceContext, TakesALaterVersionsFirstFields) {
  EXPECT_EQ(continue_trace("cc-" + trace + "-" + span + "-00-what-comes").trace_id, trace);
}

TEST(TraceContext, BeginsATraceWhereThereIsNone) {
  for (const std::string& bad :
       {std::string(), "00-" + trace + "-" + span, "00-" + trace + "-" + span + "-01-more",
        "ff-" + trace + "-" + span + "-01", "00-" + std::string(32, '0') + "-" + span + "-01",
        "00-" + trace + "-" + std::string(16, '0') + "-01", "00-" + std::string(32, 'A') + "-" + span + "-01",
        "00-" + trace + "-" + span + "-zz", std::string(55, '-'), "00-" + trace + "\n" + span + "-01"}) {
    const TraceContext context = continue_trace(bad);
    EXPECT_NE(context.trace_id, trace) << bad;
    EXPECT_EQ(continue_trace(context.traceparent()).trace_id, context.trace_id) << "what is made is valid";
    EXPECT_FALSE(context.sampled);
  }
}

}  // namespace
}  // namespace edify::api
