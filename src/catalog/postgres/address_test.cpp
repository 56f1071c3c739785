#include "catalog/postgres/address.h"

#include <gtest/gtest.h>

namespace edify::catalog::postgres {
namespace {

TEST(AddressOfPostgres, ReadsAUrl) {
  const auto address = parse_address("postgresql://edify:p%40ss@db.school.example:5433/school").value();
  EXPECT_EQ(address.parameters.at("host"), "db.school.example");
  EXPECT_EQ(address.parameters.at("port"), "5433");
  EXPECT_EQ(address.parameters.at("user"), "edify");
  EXPECT_EQ(address.password.reveal(), "p@ss");
  EXPECT_FALSE(address.parameters.contains("password"));
  EXPECT_EQ(address.description(), "db.school.example:5433/school (TLS)");
}

TEST(AddressOfPostgres, VerifiesWhomItSpeaksToButOnThisMachine) {
  EXPECT_EQ(parse_address("postgresql://db.example/edify")->parameters.at("sslmode"), "verify-full");
  EXPECT_EQ(parse_address("postgresql://db.example/edify?sslmode=require")->parameters.at("sslmode"), "verify-full");
  EXPECT_EQ(parse_address("postgresql://db.example/edify?sslmode=verify-ca")->parameters.at("sslmode"), "verify-ca");
  EXPECT_FALSE(parse_address("postgresql://127.0.0.1/edify")->is_encrypted());
  EXPECT_FALSE(parse_address("postgresql:///edify?host=/run/postgresql")->is_encrypted());
  EXPECT_TRUE(parse_address("postgresql://localhost,db.example/edify")->is_encrypted());
  EXPECT_FALSE(parse_address("postgresql://db.example/edify?sslmode=disable")->is_encrypted());
}

TEST(AddressOfPostgres, RefusesWhatMayGoOnInTheClear) {
  for (const char* mode : {"prefer", "allow", "nonsense"}) {
    EXPECT_FALSE(parse_address(std::string("postgresql://db.example/edify?sslmode=") + mode)) << mode;
  }
}

TEST(AddressOfPostgres, TellsNothingOfAUrlThatItCannotRead) {
  for (const char* url : {"postgresql+psycopg2://edify:hunter2@db/edify", "mysql://edify:hunter2@db/edify",
                          "postgresql://edify:hunter2@db", "postgresql://edify:hunter2@[db/edify",
                          "postgresql://edify:hunter2@db/edify?hunter2=1", ""}) {
    const auto address = parse_address(url);
    ASSERT_FALSE(address) << url;
    EXPECT_EQ(address.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(address.error().message.find("hunter2"), std::string::npos) << address.error().message;
  }
}

}  // namespace
}  // namespace edify::catalog::postgres
