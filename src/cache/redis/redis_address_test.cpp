#include "cache/redis/redis_address.h"

#include <gtest/gtest.h>

namespace edify::cache {
namespace {

TEST(RedisAddress, IsReadFromAUrl) {
  const auto plain = parse_redis_url("redis://localhost").value();
  EXPECT_EQ(plain.host, "localhost");
  EXPECT_EQ(plain.port, 6379);
  EXPECT_FALSE(plain.tls);
  EXPECT_TRUE(plain.password.empty());

  const auto full = parse_redis_url("rediss://edify:p%40ss%2Fword@cache.school.example:6380/2").value();
  EXPECT_TRUE(full.tls);
  EXPECT_EQ(full.user, "edify");
  EXPECT_EQ(full.password.reveal(), "p@ss/word");
  EXPECT_EQ(full.host, "cache.school.example");
  EXPECT_EQ(full.port, 6380);
  EXPECT_EQ(full.database, 2U);
  EXPECT_EQ(full.description(), "cache.school.example:6380 (TLS)");

  EXPECT_EQ(parse_redis_url("redis://:secret@[::1]:7000")->host, "::1");
  EXPECT_EQ(parse_redis_url("redis://:secret@[::1]:7000")->password.reveal(), "secret");
  EXPECT_EQ(parse_redis_url("unix:///run/redis.sock")->host, "/run/redis.sock");
}

TEST(RedisAddress, IsRefusedWithoutRepeatingASecret) {
  for (const char* url :
       {"", "secret", "http://secret@host", "redis://", "redis://:secret@", "redis://h:secret", "redis://h:0",
        "redis://h:70000", "redis://:%zz@host", "redis://host/secret", "redis://[::1", "unix://secret"}) {
    const auto address = parse_redis_url(url);
    ASSERT_FALSE(address) << url;
    EXPECT_EQ(address.error().message.find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace edify::cache
