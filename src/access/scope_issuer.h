// The one place that turns a verified caller into what the caller may see. Pure, thread-safe.
//
//   student → knowledge_bank
//   teacher → knowledge_bank, general
//   admin   → sop, knowledge_bank, general
//
// Grades narrow further. Without grades a student or teacher sees grade `general` only, an admin every grade.
#pragma once

#include <string_view>

#include "model/principal.h"
#include "model/scope.h"

namespace edify::access {

class ScopeIssuer {
 public:
  // `principal` must come from a verified token (verify_token, then narrow) or from the operator's command line.
  static Scope issue(const Principal& principal);
};

// Names the rules of issue(): another text wherever another role sees something else. For the audit.
std::string_view policy_version();

// True where no grade is hidden from the principal: "*", or an admin who names none.
bool sees_all_grades(const Principal& principal);

}  // namespace edify::access
