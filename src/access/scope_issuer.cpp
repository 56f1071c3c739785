#include "access/scope_issuer.h"

#include <string>

#include "base/hash.h"

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

std::string_view policy_version() {
  static const std::string version = [] {
    std::string scopes;
    for (const Role role : {Role::student, Role::teacher, Role::admin}) {
      for (const bool all_grades : {false, true}) {
        Principal principal;
        principal.role = role;
        principal.all_grades = all_grades;
        scopes += ScopeIssuer::issue(principal).fingerprint() + '\n';
      }
    }
    constexpr std::size_t digits = 12;
    return sha256_hex(scopes).substr(0, digits);
  }();
  return version;
}

}  // namespace edify::access
