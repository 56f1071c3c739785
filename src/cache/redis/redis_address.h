// Where a Redis is and how to speak to it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret.h"

namespace edify::cache {

struct RedisAddress {
  std::string host;               // a name or an address; of a socket: its path
  std::uint16_t port = 6379;      // 0: `host` is a Unix socket
  bool tls = false;               // verified, always
  std::filesystem::path ca_file;  // PEM, in place of the system's; empty: the system's
  std::string user;               // empty: Redis' default user
  Secret password;                // empty: none
  std::uint32_t database = 0;

  // For people: "redis.school.example:6380 (TLS)", never a secret.
  std::string description() const;
};

// redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE], rediss:// for TLS (IANA's scheme registrations), or
// unix:///PATH/TO/SOCKET. User and password are percent-decoded. Errors: invalid_argument; the message holds nothing of
// the URL, since a password may be in it.
Result<RedisAddress> parse_redis_url(std::string_view url);

}  // namespace edify::cache
