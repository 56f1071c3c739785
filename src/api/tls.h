// The server's side of TLS: versions 1.2 and 1.3, forward secrecy and authenticated ciphers only, ALPN http/1.1.
//
// Certificate and key can be read again while connections live: those keep what they began with, new ones get the new.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "base/error.h"

namespace edify::api {

// Thread-safe.
class ServerTls {
 public:
  // PEM files; the certificate's holds the chain, the server's own first. Errors: invalid_argument (one can not be
  // read, is not what it should be, they do not belong together, or everybody may read the key), naming the file.
  static Result<std::unique_ptr<ServerTls>> load(std::filesystem::path certificate, std::filesystem::path key);

  // Reads the files again. On an error the old ones stay in use. Errors: as load(), and an expired certificate.
  Result<void> reload();

  // For the next connection.
  std::shared_ptr<boost::asio::ssl::context> context() const;
  // "Nov 23 06:00:00 2027 GMT", of the certificate in use.
  std::string expires() const;

 private:
  ServerTls(std::filesystem::path certificate, std::filesystem::path key)
      : certificate_(std::move(certificate)), key_(std::move(key)) {}

  const std::filesystem::path certificate_;
  const std::filesystem::path key_;
  mutable std::mutex mutex_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace edify::api
