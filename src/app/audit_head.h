// The head of an audit trail as people and logs write it: "17:9f86d0…". Pure.
#pragma once

#include <string>

#include "base/error.h"
#include "catalog/audit_trail.h"

namespace edify::app {

std::string to_text(const catalog::AuditHead& head);
// Errors: invalid_argument.
Result<catalog::AuditHead> parse_audit_head(const std::string& text);

}  // namespace edify::app
