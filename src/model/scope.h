// The only key to a read. Every read of the store, the cache and the documents demands a Scope, and only
// access/ can make one (from verified claims). Immutable, so sharing between threads is safe.
#pragma once

#include <set>
#include <string>

#include "model/placement.h"

namespace edify::access {
class ScopeIssuer;
}

namespace edify {

// A set of partitions: modules × grades. Grade `general` of an allowed module is always in it.
class Scope {
 public:
  bool allows(const Partition& partition) const {
    if (!modules_.contains(partition.module)) return false;
    return all_grades_ || partition.grade == general_grade || grades_.contains(partition.grade);
  }

  // What the set is made of, for a store that looks its partitions up. With all_grades() no grade is named; without,
  // grade `general` is not named either.
  const std::set<Module>& modules() const { return modules_; }
  const std::set<std::string>& grades() const { return grades_; }
  bool all_grades() const { return all_grades_; }

  // The same text for the same set of partitions; part of every cache key.
  std::string fingerprint() const;

 private:
  friend class access::ScopeIssuer;
  Scope() = default;
  std::set<Module> modules_;
  std::set<std::string> grades_;
  bool all_grades_ = false;
};

}  // namespace edify
