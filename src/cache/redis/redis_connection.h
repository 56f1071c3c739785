// Commands and replies over one connection, in the protocol of Redis (RESP 2) as hiredis reads it. Belongs to one
// thread at a time.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "cache/redis/byte_stream.h"

struct redisReader;

namespace edify::cache {

struct RedisReply {
  enum class Kind : std::uint8_t { text, status, nothing, error, other };
  Kind kind = Kind::other;
  std::string text;  // of text, status and error
};

class RedisConnection {
 public:
  using Command = std::initializer_list<std::string_view>;

  // Connects, authenticates, selects the database, and asks for a sign of life. Errors: unavailable; an answer of
  // Redis' own (a wrong password) too.
  static Result<std::unique_ptr<RedisConnection>> open(const RedisAddress& address, TimePoint deadline);

  // Sends, and waits for the reply. After an Error the connection is of no use.
  Result<RedisReply> call(Command command, TimePoint deadline);
  // Sends, and leaves the reply to be read and dropped by a later call().
  Result<void> send(Command command, TimePoint deadline);

 private:
  explicit RedisConnection(std::unique_ptr<ByteStream> stream);
  Result<void> introduce(const RedisAddress& address, TimePoint deadline);
  Result<RedisReply> read_reply(TimePoint deadline);

  struct Release {
    void operator()(redisReader* reader) const;
  };
  std::unique_ptr<ByteStream> stream_;
  std::unique_ptr<redisReader, Release> reader_;
  std::size_t unread_replies_ = 0;
};

}  // namespace edify::cache
