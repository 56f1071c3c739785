#include "cache/redis/redis_cache.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <cstdlib>

#include "cache/cache_contract.h"
#include "cache/memory/memory_cache.h"
#include "cache/testing/redis_server.h"
#include "cache/tiered_cache.h"

namespace edify::cache {
namespace {

using test::eventually;
using test::RedisServer;

constexpr std::chrono::seconds hour{3600};

struct RedisHarness {
  Cache& cache() { return cache_; }
  // The clock is Redis' own.
  static void let_pass(std::chrono::seconds time) { std::this_thread::sleep_for(time); }

  RedisServer server_;
  RedisCache cache_{server_.patient_options()};
};

class RedisCacheTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::has_redis_server()) GTEST_SKIP() << "redis-server is not installed";
    server_.emplace();
  }
  RedisCacheOptions impatient() const {
    auto options = server_->patient_options();
    options.command_time = std::chrono::milliseconds(20);
    options.breaker = {.failures = 3, .rest = std::chrono::milliseconds(10)};
    return options;
  }
  static std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), length);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
    ::close(socket);
    return ntohs(address.sin_port);
  }

  std::optional<RedisServer> server_;
};

TEST_F(RedisCacheTest, FindsNothingWhileRedisIsDeadAndGoesOnWhenItIsBack) {
  RedisCache cache(impatient());
  cache.put("key", "value", hour);
  server_->kill();
  EXPECT_TRUE(eventually([&] {
    cache.put("key", "value", hour);
    return !cache.available();
  }));
  EXPECT_EQ(cache.get("key"), std::nullopt);
  server_->start();
  EXPECT_TRUE(eventually([&] {
    cache.put("key", "again", hour);
    return cache.get("key") == "again";
  }));
  EXPECT_TRUE(cache.available());
}

TEST_F(RedisCacheTest, StartsWithoutARedisAndUsesItOnceItIsThere) {
  server_->kill();
  RedisCache cache(impatient());
  EXPECT_FALSE(cache.available());
  EXPECT_EQ(cache.get("key"), std::nullopt);
  server_->start();
  EXPECT_TRUE(eventually([&] {
    cache.put("key", "value", hour);
    return cache.get("key") == "value";
  }));
}

TEST_F(RedisCacheTest, DoesNotWaitForARedisThatStalls) {
  auto options = impatient();
  options.connect_time = std::chrono::milliseconds(20);
  RedisCache cache(options);
  ASSERT_TRUE(eventually([&] {
    cache.put("key", "value", hour);
    return cache.get("key") == "value";
  }));
  server_->stall();
  EXPECT_EQ(cache.get("key"), std::nullopt);
  EXPECT_TRUE(eventually([&] {
    (void)cache.get("key");
    return !cache.available();
  }));
  server_->go_on();
  EXPECT_TRUE(eventually([&] { return cache.get("key") == "value"; }));
}

TEST_F(RedisCacheTest, IgnoresRubbishAndWritesOverIt) {
  RedisCache cache(server_->patient_options());
  for (const char* rubbish :
       {"redis.call('SET', k, 'rubbish')", "redis.call('SET', k, '')", "redis.call('SET', k, string.rep('x', 100000))",
        "redis.call('APPEND', k, 'more')", "redis.call('SETRANGE', k, 40, 'X')", "redis.call('SETRANGE', k, 0, 'X')",
        "redis.call('DEL', k); redis.call('LPUSH', k, 'a', 'b')",
        "redis.call('DEL', k); redis.call('HSET', k, 'a', 'b')", "redis.call('DEL', k); redis.call('SADD', k, 'a')"}) {
    cache.put("key", "a value that is long enough", hour);
    ASSERT_EQ(cache.get("key"), "a value that is long enough");
    server_->for_each_key(rubbish);
    EXPECT_EQ(cache.get("key"), std::nullopt) << rubbish;
    EXPECT_TRUE(cache.available());
  }
}

TEST_F(RedisCacheTest, IgnoresAnotherKeysEntry) {
  RedisCache cache(server_->patient_options());
  cache.put("student", "what a student may see", hour);
  cache.put("admin", "what an admin may see", hour);
  ASSERT_EQ(cache.get("student"), "what a student may see");  // both are written
  server_->for_each_key(
      "if string.find(k, 'student') then local other = string.gsub(k, 'student', 'admin'); "
      "redis.call('SET', k, redis.call('GET', other)) end");
  EXPECT_EQ(cache.get("student"), std::nullopt);
  EXPECT_EQ(cache.get("admin"), "what an admin may see");
}

TEST_F(RedisCacheTest, SharesEntriesWithHoldersOfItsKeyAlone) {
  RedisCache cache(server_->patient_options());
  RedisCache twin(server_->patient_options());
  auto other_options = server_->patient_options();
  other_options.key = Secret(std::string(key_bytes, 'x'));
  RedisCache other(other_options);
  cache.put("key", "value", hour);
  ASSERT_EQ(cache.get("key"), "value");
  EXPECT_EQ(twin.get("key"), "value");
  EXPECT_EQ(other.get("key"), std::nullopt);
  other.put("key", "another", hour);
  ASSERT_EQ(other.get("key"), "another");
  EXPECT_EQ(cache.get("key"), "value");
}

TEST_F(RedisCacheTest, KeepsNoValueThatIsTooLarge) {
  auto options = server_->patient_options();
  options.largest_value = 10;
  RedisCache cache(options);
  cache.put("key", "ten bytes!", hour);
  EXPECT_EQ(cache.get("key"), "ten bytes!");
  cache.put("key2", "eleven byte", hour);
  EXPECT_EQ(cache.get("key2"), std::nullopt);
}

TEST_F(RedisCacheTest, LogsInWithAPassword) {
  RedisServer locked({"--requirepass", "open sesame"});
  auto options = locked.patient_options();
  EXPECT_FALSE(RedisCache(options).available());
  options.address.password = Secret("wrong");
  EXPECT_FALSE(RedisCache(options).available());
  options.address.password = Secret("open sesame");
  options.address.database = 3;
  RedisCache cache(options);
  cache.put("key", "value", hour);
  EXPECT_EQ(cache.get("key"), "value");
}

TEST_F(RedisCacheTest, SpeaksTlsToAServerItCanVerifyAndToNoOther) {
  const auto folder = server_->folder();
  const auto certificate = (folder / "tls.crt").string();
  const auto key = (folder / "tls.key").string();
  const std::string make =
      "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
      "subjectAltName=IP:127.0.0.1 -keyout " +
      key + " -out " + certificate + " 2>/dev/null";
  if (std::system(make.c_str()) != 0) GTEST_SKIP() << "openssl is not installed";
  const auto port = free_port();
  RedisServer server({"--tls-port", std::to_string(port), "--bind", "127.0.0.1", "--tls-cert-file", certificate,
                      "--tls-key-file", key, "--tls-auth-clients", "no"});
  auto options = server.patient_options();
  options.address.host = "127.0.0.1";
  options.address.port = port;
  options.address.tls = true;
  EXPECT_FALSE(RedisCache(options).available());
  options.address.ca_file = certificate;
  RedisCache cache(options);
  const std::string large(500'000, 'v');
  cache.put("key", large, hour);
  EXPECT_EQ(cache.get("key"), large);
  options.address.host = "localhost";  // which the certificate does not name
  EXPECT_FALSE(RedisCache(options).available());
}

TEST_F(RedisCacheTest, IsUsedByManyThreadsWhileRedisDiesAndComesBack) {
  RedisCache cache(impatient());
  std::atomic<int> wrong{0};
  std::atomic<bool> done{false};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = t; !done; ++i) {
          const std::string name = "key" + std::to_string(i % 20);
          cache.put(name, name + name, hour);
          const auto value = cache.get(name);
          if (value && *value != name + name) ++wrong;
        }
      });
    }
    for (int round = 0; round < 3; ++round) {
      server_->kill();
      server_->start();
      EXPECT_TRUE(eventually([&] { return cache.available(); }));
    }
    done = true;
  }
  EXPECT_EQ(wrong, 0);
}

TEST_F(RedisCacheTest, IsAskedOnlyForWhatIsNotNear) {
  RedisCache far(server_->patient_options());
  MemoryCache near(1U << 20U);
  TieredCache cache(near, far);
  far.put("key", "value", hour);
  EXPECT_EQ(cache.get("key"), "value");
  server_->kill();
  EXPECT_EQ(cache.get("key"), "value");
  cache.erase("key");
  EXPECT_EQ(cache.get("key"), std::nullopt);
}

}  // namespace
INSTANTIATE_TYPED_TEST_SUITE_P(Redis, CacheContract, RedisHarness);
}  // namespace edify::cache
