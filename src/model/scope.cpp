#include "model/scope.h"

namespace edify {

std::string Scope::fingerprint() const {
  std::string out;
  for (const Module module : modules_) {
    out.append(to_string(module));
    out.push_back('+');
  }
  out.push_back('|');
  if (all_grades_) return out + "*";
  for (const auto& grade : grades_) {
    out.append(grade);
    out.push_back('+');
  }
  return out;
}

}  // namespace edify
