// TLS over another stream, by OpenSSL.
#pragma once

#include <memory>

#include "cache/redis/byte_stream.h"

namespace edify::cache {

// Shakes hands; the certificate must be valid for address.host. Errors: unavailable.
Result<std::unique_ptr<ByteStream>> open_tls(std::unique_ptr<ByteStream> below, const RedisAddress& address,
                                             TimePoint deadline);

}  // namespace edify::cache
