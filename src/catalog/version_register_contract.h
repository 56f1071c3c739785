// What every VersionRegister does. An implementation's test instantiates it with a factory.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "access/scope_issuer.h"
#include "catalog/version_register.h"

namespace edify::catalog {

// Gives a fresh, empty register.
using VersionRegisterFactory = std::function<std::unique_ptr<VersionRegister>()>;

class VersionRegisterContract : public testing::TestWithParam<VersionRegisterFactory> {
 protected:
  static constexpr auto grade5_file = "Knowledge Bank/kb/2025-2026/grade5/plants.txt";
  static constexpr auto policy_file = "SOP/Safety/fire.txt";

  static DocumentRecord document(std::string_view path) {
    return {.id = document_id(path),
            .path = std::string(path),
            .placement = placement_from_path(path, "2025-2026"),
            .size = 5'000'000'000,
            .content_type = "text/plain",
            .last_modified = UnixSeconds(std::chrono::seconds(1'700'000'000)),
            .content_hash = "hash of " + std::string(path),
            .title = "Pflanzen “und” पौधे",
            .page_count = 3};
  }
  static Scope scope_of(Role role, const std::set<std::string>& grades = {}, bool all_grades = true) {
    return access::ScopeIssuer::issue({.user = "u", .role = role, .grades = grades, .all_grades = all_grades});
  }
  OutboxRow publish(std::string_view path, std::string_view version, std::uint32_t chunks = 2) {
    const auto number = register_->begin(document_id(path), version).value().number;
    const auto row = register_->publish(document(path), number, chunks);
    EXPECT_TRUE(row.has_value());
    return row.value_or(OutboxRow{});
  }
  std::vector<PublishedVersion> find(std::string_view path) {
    return register_->find(std::vector{document_id(path)}).value();
  }
  std::vector<OutboxRow> pending() { return register_->pending(unix_now() + std::chrono::hours(1), 100).value(); }
  // Whether `change` moved the generation of what `role` sees.
  template <typename Change>
  bool moves(Role role, Change change) {
    const auto before = register_->generation(scope_of(role)).value();
    change();
    return register_->generation(scope_of(role)).value() != before;
  }

  std::unique_ptr<VersionRegister> register_ = GetParam()();
};

}  // namespace edify::catalog
