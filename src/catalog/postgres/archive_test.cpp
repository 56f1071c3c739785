#include "catalog/postgres/archive.h"

#include <gtest/gtest.h>

#include <string>

#include "catalog/postgres/postgres_audit_trail.h"
#include "catalog/postgres/postgres_catalog.h"
#include "catalog/postgres/postgres_conversations.h"
#include "catalog/postgres/postgres_version_register.h"
#include "catalog/testing/postgres_server.h"

namespace edify::catalog::postgres {
namespace {

class PostgresArchive : public testing::Test {
 protected:
  void SetUp() override {
    server_ = test::shared_postgres();
    if (server_ == nullptr) GTEST_SKIP() << "PostgreSQL is not installed";
    address_ = server_->fresh_address();
  }
  // Something in every kind of table: text with every byte, a chain that retention has cut, numbers given away.
  void fill() {
    std::string every_byte;
    for (int byte = 1; byte < 256; ++byte) every_byte += static_cast<char>(byte);
    auto catalog = PostgresCatalog::open(address_, {}).value();
    ASSERT_TRUE(catalog->add({.path = "a/\\.\t\n" + every_byte, .source = "folder:/x", .document_id = "d1"}));
    ASSERT_TRUE(catalog->save_page_text("hash", 3, "v", std::string(100'000, 'x') + every_byte));
    auto trail = PostgresAuditTrail::open(address_, Secret(std::string(32, 'k')), {}).value();
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(trail->append(std::vector{AuditEntry{.facts = {.route = "POST /query"}, .user = "amira"}}));
    auto versions = PostgresVersionRegister::open(address_, {}).value();
    for (const auto* id : {"d1", "d2", "d3"}) {
      const auto begun = versions->begin(id, "v1").value();
      ASSERT_TRUE(versions->publish({.id = id, .path = id}, begun.number, 7));
    }
    ASSERT_TRUE(versions->remove("d3"));
  }
  static std::string archive_of(const Address& address) {
    std::string bytes;
    const auto written = write_archive(address, [&](std::span<const std::byte> piece) -> Result<void> {
      bytes.append(reinterpret_cast<const char*>(piece.data()), piece.size());
      return {};
    });
    EXPECT_TRUE(written) << written.error().message;
    return bytes;
  }
  static Result<void> read(const Address& address, std::string_view bytes, std::size_t piece = 7'000) {
    EDIFY_TRY(auto reader, ArchiveReader::begin(address));
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
      EDIFY_CHECK(reader.append(std::as_bytes(std::span(bytes.substr(0, piece)))));
    }
    return reader.finish();
  }

  test::PostgresServer* server_ = nullptr;
  Address address_;
};

TEST_F(PostgresArchive, BringsEveryTableBackToTheByte) {
  fill();
  const auto bytes = archive_of(address_);
  const auto other = server_->fresh_address();
  for (const std::size_t piece : {std::size_t{1}, std::size_t{64'000}}) {
    const auto done = read(other, bytes, piece);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(archive_of(other), bytes);
  }
}

TEST_F(PostgresArchive, SaysWhatItHolds) {
  fill();
  const auto summary = write_archive(address_, [](auto) -> Result<void> { return {}; }).value();
  EXPECT_EQ(summary.published.documents, 2U);
  EXPECT_EQ(summary.published.chunks, 14U);
  EXPECT_EQ(summary.audit_head.sequence, 5U);
  const auto head = PostgresAuditTrail::open(address_, Secret(std::string(32, 'k')), {}).value()->head().value();
  EXPECT_EQ(summary.audit_head.hash, head.hash);
}

TEST_F(PostgresArchive, GoesOnWhereItWas) {
  fill();
  const auto other = server_->fresh_address();
  ASSERT_TRUE(read(other, archive_of(address_)));
  auto versions = PostgresVersionRegister::open(other, {}).value();
  EXPECT_EQ(versions->begin("d4", "v1").value().number, 4U);  // 3 was d3's, and is never used again
  auto trail = PostgresAuditTrail::open(other, Secret(std::string(32, 'k')), {}).value();
  ASSERT_TRUE(trail->append(std::vector{AuditEntry{.facts = {.route = "POST /query"}, .user = "bilal"}}));
  EXPECT_FALSE(trail->verify({}).value().broken);
  // The trail's guards stand again.
  Pool pool(other);
  EXPECT_FALSE(pool.run("DELETE FROM audit_rows"));
  EXPECT_FALSE(pool.run("TRUNCATE audit_rows"));
}

TEST_F(PostgresArchive, RefusesOneThatIsCutOffOrOfAnotherSchema) {
  fill();
  const auto bytes = archive_of(address_);
  for (const auto size : {std::size_t{0}, std::size_t{20}, bytes.size() / 2, bytes.size() - 2}) {
    const auto other = server_->fresh_address();
    EXPECT_FALSE(read(other, std::string_view(bytes).substr(0, size)));
    EXPECT_TRUE(holds_nothing(other).value());
  }
  const auto older = read(server_->fresh_address(), "{\"schema\": 1}\n");
  ASSERT_FALSE(older);
  EXPECT_EQ(older.error().code, ErrorCode::conflict);
}

TEST_F(PostgresArchive, IsMovedIntoAPlaceThatHoldsNothing) {
  fill();
  const auto bytes = archive_of(address_);
  for (const bool was_opened_before : {false, true}) {
    const auto target = server_->fresh_address();
    if (was_opened_before) ASSERT_TRUE(PostgresCatalog::open(target, {}));
    ASSERT_TRUE(make_schema(target, "edify_restoring"));
    ASSERT_TRUE(read(in_schema(target, "edify_restoring"), bytes));
    EXPECT_TRUE(holds_nothing(target).value());
    const auto moved = move_from_schema(target, "edify_restoring");
    ASSERT_TRUE(moved) << moved.error().message;
    EXPECT_EQ(archive_of(target), bytes);
    auto trail = PostgresAuditTrail::open(target, Secret(std::string(32, 'k')), {}).value();
    EXPECT_TRUE(trail->append(std::vector{AuditEntry{.facts = {.route = "POST /query"}, .user = "bilal"}}));
    // And not over what is there.
    ASSERT_TRUE(make_schema(target, "edify_restoring"));
    ASSERT_TRUE(read(in_schema(target, "edify_restoring"), bytes));
    const auto refused = move_from_schema(target, "edify_restoring");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, "not_empty");
    ASSERT_TRUE(drop_schema(target, "edify_restoring"));
  }
}

}  // namespace
}  // namespace edify::catalog::postgres
