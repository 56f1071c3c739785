// What goes into the audit trail of an answer.
#pragma once

#include "api/exchange.h"
#include "api/routes.h"
#include "catalog/audit_trail.h"

namespace edify::api {

// Answers to callers who proved who they are are audited where the route demands that: what they saw, and what they
// were refused. Who proved nothing was shown nothing: such a flood belongs into the access log, not into the trail.
bool is_audited(const Route& route, const Request& request);

// The question only where `keep_question` says so. Pure.
catalog::AuditEntry audit_entry(const Route& route, const Request& request, const Response& response,
                                bool keep_question);

}  // namespace edify::api
