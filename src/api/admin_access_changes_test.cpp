// Denying, allowing and revoking over a real socket, and what the register and the trail say afterwards.
#include <gmock/gmock.h>

#include "api/testing/api_fixture.h"
#include "catalog/audit_writer.h"
#include "catalog/sqlite/sqlite_access_register.h"
#include "catalog/sqlite/sqlite_audit_trail.h"

namespace edify::api {
namespace {

class AdminAccessChanges : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    register_ = catalog::SqliteAccessRegister::open(folder_ / "edify.db").value();
    trail_ = catalog::SqliteAuditTrail::open(folder_ / "audit.db", Secret(std::string(32, 'k'))).value();
    audit_ = std::make_unique<catalog::AuditWriter>(*trail_);
    ServerOptions options;
    options.port = 0;
    options.access_log = false;
    auto started = Server::start({.retriever = *retriever_,
                                  .store = store_,
                                  .catalog = *catalog_,
                                  .cache = cache_,
                                  .authenticator = *authenticator_,
                                  .embedding_model = std::string(embed::model_name),
                                  .version = "1.2.3",
                                  .audit = audit_.get(),
                                  .access_register = register_.get()},
                                 options);
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }
  void TearDown() override {
    server_.reset();
    audit_.reset();
    trail_.reset();
    register_.reset();
    ApiTest::TearDown();
  }

  unsigned ask(std::string_view path, std::string_view body, Role role = Role::admin) const {
    return connect().ask("POST", path, with_token(token(role, {}, false, "kabir")), body).status;
  }

  std::unique_ptr<catalog::SqliteAccessRegister> register_;
  std::unique_ptr<catalog::SqliteAuditTrail> trail_;
  std::unique_ptr<catalog::AuditWriter> audit_;
};

TEST_F(AdminAccessChanges, ADeniedUserIsInTheRegisterUntilAllowed) {
  EXPECT_EQ(ask("/admin/users/deny", R"({"user": "ravi", "reason": "left"})"), 204U);
  const auto denied = register_->denials().value();
  ASSERT_EQ(denied.size(), 1U);
  EXPECT_EQ(denied[0].user, "ravi");
  EXPECT_EQ(denied[0].reason, "left");
  EXPECT_EQ(ask("/admin/users/allow", R"({"user": "ravi"})"), 204U);
  EXPECT_TRUE(register_->denials().value().empty());
  EXPECT_EQ(ask("/admin/users/allow", R"({"user": "ravi"})"), 404U);
}

TEST_F(AdminAccessChanges, NobodyDeniesThemselvesOrWhatIsNoName) {
  EXPECT_EQ(ask("/admin/users/deny", R"({"user": "kabir"})"), 409U);
  for (const char* body : {R"({})", R"({"user": ""})", R"({"user": 7})", R"({"user": "a\u0007b"})",
                           R"({"user": "a", "x": 1})", R"({"user": "a", "reason": ["b"]})"}) {
    EXPECT_EQ(ask("/admin/users/deny", body), 400U) << body;
  }
  EXPECT_TRUE(register_->denials().value().empty());
}

TEST_F(AdminAccessChanges, ARevokedKeyStaysInTheListAndTheTrailNamesIt) {
  catalog::ApiKey key;
  key.id = "abc123";
  key.name = "portal";
  key.secret_hash = "h";
  ASSERT_TRUE(register_->add_key(key));
  EXPECT_EQ(ask("/admin/keys/abc123/revoke", "{}"), 204U);
  EXPECT_EQ(ask("/admin/keys/abc123/revoke", "{}"), 404U);
  EXPECT_NE(register_->keys().value().at(0).revoked, UnixSeconds{});
  audit_.reset();  // writes what is queued
  std::vector<std::string> told;
  ASSERT_TRUE(trail_->each({}, [&](const catalog::AuditRow& row) {
    told.push_back(row.facts.route + " " + std::to_string(row.facts.status) + " " + row.facts.detail);
    return true;
  }));
  EXPECT_THAT(
      told, testing::ElementsAre("POST /admin/keys/{id}/revoke 204 abc123", "POST /admin/keys/{id}/revoke 404 abc123"));
}

TEST_F(AdminAccessChanges, IsForAdminsAlone) {
  for (const char* path : {"/admin/users/deny", "/admin/users/allow", "/admin/keys/abc123/revoke"}) {
    EXPECT_EQ(ask(path, R"({"user": "ravi"})", Role::teacher), 403U) << path;
  }
  EXPECT_TRUE(register_->denials().value().empty());
}

}  // namespace
}  // namespace edify::api
