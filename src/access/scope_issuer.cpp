#include "access/scope_issuer.h"

namespace edify::access {
namespace {

std::set<Module> modules_of(Role role) {
  switch (role) {
    case Role::student: return {Module::knowledge_bank};
    case Role::teacher: return {Module::knowledge_bank, Module::general};
    case Role::admin: return {Module::sop, Module::knowledge_bank, Module::general};
  }
  return {};
}

}  // namespace

bool sees_all_grades(const Principal& principal) {
  return principal.all_grades || (principal.role == Role::admin && principal.grades.empty());
}

Scope ScopeIssuer::issue(const Principal& principal) {
  Scope scope;
  scope.modules_ = modules_of(principal.role);
  scope.all_grades_ = sees_all_grades(principal);
  if (!scope.all_grades_) {
    scope.grades_ = principal.grades;
    // Always visible, so naming it must not make a second fingerprint for the same set.
    scope.grades_.erase(std::string(general_grade));
  }
  return scope;
}

}  // namespace edify::access
