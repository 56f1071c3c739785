#include "cache/redis/redis_connection.h"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <array>
#include <utility>
#include <vector>

namespace edify::cache {
namespace {

// Replies that may wait to be read; more would mean that nobody reads.
constexpr std::size_t most_unread = 64;

std::string encode(RedisConnection::Command command) {
  std::vector<const char*> arguments;
  std::vector<std::size_t> lengths;
  for (const auto each : command) {
    arguments.push_back(each.data());
    lengths.push_back(each.size());
  }
  char* text = nullptr;
  const int length =
      ::redisFormatCommandArgv(&text, static_cast<int>(arguments.size()), arguments.data(), lengths.data());
  if (length < 0) throw std::bad_alloc();
  std::string encoded(text, static_cast<std::size_t>(length));
  ::redisFreeCommand(text);
  return encoded;
}

RedisReply::Kind kind_of(int type) {
  switch (type) {
    case REDIS_REPLY_STRING: return RedisReply::Kind::text;
    case REDIS_REPLY_STATUS: return RedisReply::Kind::status;
    case REDIS_REPLY_NIL: return RedisReply::Kind::nothing;
    case REDIS_REPLY_ERROR: return RedisReply::Kind::error;
    default: return RedisReply::Kind::other;
  }
}

// What Redis answers to a refused AUTH names no secret.
Result<void> expect_status(const RedisReply& reply, std::string_view doing) {
  if (reply.kind == RedisReply::Kind::status) return {};
  return fail(ErrorCode::unavailable, fmt::format("Redis: cannot {}: {}", doing, reply.text), "redis");
}

}  // namespace

void RedisConnection::Release::operator()(redisReader* reader) const { ::redisReaderFree(reader); }

RedisConnection::RedisConnection(std::unique_ptr<ByteStream> stream)
    : stream_(std::move(stream)), reader_(::redisReaderCreate()) {
  if (!reader_) throw std::bad_alloc();
}

Result<std::unique_ptr<RedisConnection>> RedisConnection::open(const RedisAddress& address, TimePoint deadline) {
  EDIFY_TRY(auto stream, ByteStream::open(address, deadline));
  std::unique_ptr<RedisConnection> connection(new RedisConnection(std::move(stream)));
  EDIFY_CHECK(connection->introduce(address, deadline));
  return connection;
}

Result<void> RedisConnection::introduce(const RedisAddress& address, TimePoint deadline) {
  if (!address.password.empty()) {
    const std::string_view password = address.password.reveal();
    EDIFY_TRY(const auto reply, address.user.empty() ? call({"AUTH", password}, deadline)
                                                     : call({"AUTH", address.user, password}, deadline));
    EDIFY_CHECK(expect_status(reply, "log in"));
  }
  if (address.database != 0) {
    EDIFY_TRY(const auto reply, call({"SELECT", std::to_string(address.database)}, deadline));
    EDIFY_CHECK(expect_status(reply, "select the database"));
  }
  EDIFY_TRY(const auto reply, call({"PING"}, deadline));
  return expect_status(reply, "get a sign of life");
}

Result<void> RedisConnection::send(Command command, TimePoint deadline) {
  while (unread_replies_ >= most_unread) {
    EDIFY_TRY(const auto dropped, read_reply(deadline));
    --unread_replies_;
  }
  EDIFY_CHECK(stream_->write(encode(command), deadline));
  ++unread_replies_;
  return {};
}

Result<RedisReply> RedisConnection::call(Command command, TimePoint deadline) {
  EDIFY_CHECK(send(command, deadline));
  for (; unread_replies_ > 1; --unread_replies_) {
    EDIFY_TRY(const auto dropped, read_reply(deadline));
  }
  unread_replies_ = 0;
  return read_reply(deadline);
}

Result<RedisReply> RedisConnection::read_reply(TimePoint deadline) {
  while (true) {
    void* parsed = nullptr;
    if (::redisReaderGetReply(reader_.get(), &parsed) != REDIS_OK) {
      return fail(ErrorCode::unavailable, fmt::format("Redis: it does not speak its protocol: {}", reader_->errstr),
                  "redis");
    }
    if (parsed != nullptr) {
      const std::unique_ptr<redisReply, decltype(&::freeReplyObject)> reply(static_cast<redisReply*>(parsed),
                                                                            &::freeReplyObject);
      RedisReply out{kind_of(reply->type), {}};
      if (reply->str != nullptr) out.text.assign(reply->str, reply->len);
      return out;
    }
    std::array<char, 16 * 1024> block{};
    EDIFY_TRY(const std::size_t count, stream_->read(block, deadline));
    if (::redisReaderFeed(reader_.get(), block.data(), count) != REDIS_OK) throw std::bad_alloc();
  }
}

}  // namespace edify::cache
