#include "access/scope_issuer.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "access/narrowing.h"

namespace edify::access {
namespace {

const std::array<std::string, 16> every_grade = {"general", "ik1",     "ik2",     "ik3",    "grade1", "grade2",
                                                 "grade3",  "grade4",  "grade5",  "grade6", "grade7", "grade8",
                                                 "grade9",  "grade10", "grade11", "grade12"};

// The rules once more, written from the policy's text and not from the code under test.
bool oracle_allows(const Principal& who, const Partition& what) {
  const std::string row = std::string(to_string(who.role)) + "/" + std::string(to_string(what.module));
  static const std::set<std::string> allowed = {"student/knowledge_bank", "teacher/knowledge_bank", "teacher/general",
                                                "admin/knowledge_bank",   "admin/general",          "admin/sop"};
  if (allowed.count(row) == 0) return false;
  if (what.grade == "general" || who.all_grades) return true;
  if (to_string(who.role) == "admin" && who.grades.empty()) return true;
  return who.grades.count(what.grade) == 1;
}

std::vector<Partition> every_partition() {
  std::vector<Partition> partitions;
  for (const auto module : {Module::sop, Module::knowledge_bank, Module::general}) {
    for (const auto& grade : every_grade) partitions.push_back({module, grade});
  }
  return partitions;
}

class RandomPrincipals {
 public:
  Principal next() {
    Principal principal{.user = "u", .grades = {}};
    principal.role = std::array{Role::student, Role::teacher, Role::admin}[below(3)];
    principal.all_grades = below(8) == 0;
    for (auto count = below(5); count > 0; --count) principal.grades.insert(every_grade[below(every_grade.size())]);
    return principal;
  }
  std::size_t below(std::size_t limit) { return random_() % limit; }

 private:
  std::mt19937_64 random_{20251122};
};

TEST(ScopeIssuer, AgreesWithAnIndependentOracleOnRandomPrincipalsAndEveryPartition) {
  RandomPrincipals principals;
  const auto partitions = every_partition();
  std::size_t allowed = 0;
  std::size_t refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Principal principal = principals.next();
    const Scope scope = ScopeIssuer::issue(principal);
    for (const auto& partition : partitions) {
      const bool expected = oracle_allows(principal, partition);
      ASSERT_EQ(scope.allows(partition), expected)
          << to_string(principal.role) << " on " << to_string(partition.module) << "/" << partition.grade;
      ++(expected ? allowed : refused);
    }
  }
  EXPECT_GT(allowed, 100'000U);
  EXPECT_GT(refused, 100'000U);
}

TEST(ScopeIssuer, GivesEqualFingerprintsToEqualSetsAndOnlyToThem) {
  RandomPrincipals principals;
  const auto partitions = every_partition();
  std::map<std::string, std::vector<bool>> seen;
  for (int i = 0; i < 20'000; ++i) {
    const Scope scope = ScopeIssuer::issue(principals.next());
    std::vector<bool> visible;
    for (const auto& partition : partitions) visible.push_back(scope.allows(partition));
    const auto [entry, inserted] = seen.emplace(scope.fingerprint(), visible);
    if (!inserted) {
      ASSERT_EQ(entry->second, visible) << scope.fingerprint();
    }
  }
}

TEST(ScopeIssuer, NeverWidensThroughNarrowing) {
  RandomPrincipals principals;
  const auto partitions = every_partition();
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Principal holder = principals.next();
    const Principal wish = principals.next();
    std::optional<std::string> role;
    if (principals.below(2) == 0) role = to_string(wish.role);
    std::optional<std::vector<std::string>> grades;
    if (principals.below(3) != 0) grades.emplace(wish.grades.begin(), wish.grades.end());
    const auto narrowed = narrow(holder, role, grades);
    if (!narrowed) {
      ASSERT_EQ(narrowed.error().code, ErrorCode::forbidden);
      continue;
    }
    ++accepted;
    const Scope outer = ScopeIssuer::issue(holder);
    const Scope inner = ScopeIssuer::issue(*narrowed);
    for (const auto& partition : partitions) {
      if (inner.allows(partition)) {
        ASSERT_TRUE(outer.allows(partition));
      }
    }
  }
  EXPECT_GT(accepted, 5'000);
}

TEST(ScopeIssuer, HidesPoliciesFromEveryoneButAdmins) {
  const Partition policies{Module::sop, "general"};
  EXPECT_FALSE(
      ScopeIssuer::issue({.user = "s", .role = Role::student, .grades = {}, .all_grades = true}).allows(policies));
  EXPECT_FALSE(
      ScopeIssuer::issue({.user = "t", .role = Role::teacher, .grades = {}, .all_grades = true}).allows(policies));
  EXPECT_TRUE(
      ScopeIssuer::issue({.user = "a", .role = Role::admin, .grades = {}, .all_grades = false}).allows(policies));
}

TEST(ScopeIssuer, DoesNotTakeGrade12ForGrade1) {
  const Scope scope = ScopeIssuer::issue({.user = "s", .role = Role::student, .grades = {"grade1"}});
  EXPECT_TRUE(scope.allows({Module::knowledge_bank, "grade1"}));
  EXPECT_FALSE(scope.allows({Module::knowledge_bank, "grade12"}));
  EXPECT_TRUE(scope.allows({Module::knowledge_bank, "general"}));
}

}  // namespace
}  // namespace edify::access
