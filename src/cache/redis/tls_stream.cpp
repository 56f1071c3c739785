#include "cache/redis/tls_stream.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <utility>

namespace edify::cache {
namespace {

using Context = std::unique_ptr<SSL_CTX, decltype(&::SSL_CTX_free)>;
using Session = std::unique_ptr<SSL, decltype(&::SSL_free)>;

constexpr std::size_t record_bytes = 16 * 1024;

std::unexpected<Error> tls_failed(std::string_view doing, SSL* session) {
  std::string why = "the peer gave up";
  if (const auto code = ::ERR_get_error(); code != 0) {
    std::array<char, 256> text{};
    ::ERR_error_string_n(code, text.data(), text.size());
    why = text.data();
  }
  if (const auto verified = ::SSL_get_verify_result(session); verified != X509_V_OK) {
    why = ::X509_verify_cert_error_string(verified);
  }
  return fail(ErrorCode::unavailable, fmt::format("Redis: cannot {} by TLS: {}", doing, why), "redis");
}

bool is_numeric(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

// OpenSSL reads from and writes to memory; what crosses the network crosses the stream below, with its deadlines.
class TlsStream final : public ByteStream {
 public:
  TlsStream(std::unique_ptr<ByteStream> below, Context context)
      : below_(std::move(below)),
        context_(std::move(context)),
        session_(::SSL_new(context_.get()), &::SSL_free),
        incoming_(::BIO_new(::BIO_s_mem())),
        outgoing_(::BIO_new(::BIO_s_mem())) {
    ::SSL_set_bio(session_.get(), incoming_, outgoing_);
  }

  Result<void> shake_hands(const std::string& host, TimePoint deadline) {
    SSL* session = session_.get();
    // The names that a certificate is for, never the common name of its subject.
    ::SSL_set_hostflags(session, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    const bool named = is_numeric(host) ? ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(session), host.c_str()) == 1
                                        : ::SSL_set1_host(session, host.c_str()) == 1 &&
                                              ::SSL_set_tlsext_host_name(session, host.c_str()) == 1;
    if (!named) return tls_failed("name the host", session);
    EDIFY_TRY(const int done, repeat("connect", deadline, [session] { return ::SSL_connect(session); }));
    (void)done;
    return {};
  }

  Result<void> write(std::string_view bytes, TimePoint deadline) override {
    if (bytes.empty()) return {};
    SSL* session = session_.get();
    const auto step = [&] { return ::SSL_write(session, bytes.data(), static_cast<int>(bytes.size())); };
    EDIFY_TRY(const int written, repeat("write", deadline, step));
    (void)written;
    return {};
  }

  Result<std::size_t> read(std::span<char> into, TimePoint deadline) override {
    SSL* session = session_.get();
    const auto step = [&] { return ::SSL_read(session, into.data(), static_cast<int>(into.size())); };
    EDIFY_TRY(const int count, repeat("read", deadline, step));
    return static_cast<std::size_t>(count);
  }

 private:
  template <typename Step>
  Result<int> repeat(std::string_view doing, TimePoint deadline, const Step& step) {
    while (true) {
      ::ERR_clear_error();
      const int status = step();
      const int error = ::SSL_get_error(session_.get(), status);
      EDIFY_CHECK(send_outgoing(deadline));
      if (status > 0) return status;
      if (error != SSL_ERROR_WANT_READ) return tls_failed(doing, session_.get());
      EDIFY_CHECK(receive(deadline));
    }
  }
  Result<void> send_outgoing(TimePoint deadline) {
    std::array<char, record_bytes> block{};
    for (int count = 0; (count = ::BIO_read(outgoing_, block.data(), static_cast<int>(block.size()))) > 0;) {
      EDIFY_CHECK(below_->write({block.data(), static_cast<std::size_t>(count)}, deadline));
    }
    return {};
  }
  Result<void> receive(TimePoint deadline) {
    std::array<char, record_bytes> block{};
    EDIFY_TRY(const std::size_t count, below_->read(block, deadline));
    ::BIO_write(incoming_, block.data(), static_cast<int>(count));
    return {};
  }

  std::unique_ptr<ByteStream> below_;
  Context context_;
  Session session_;
  BIO* incoming_;  // the session's
  BIO* outgoing_;  // the session's
};

}  // namespace

Result<std::unique_ptr<ByteStream>> open_tls(std::unique_ptr<ByteStream> below, const RedisAddress& address,
                                             TimePoint deadline) {
  Context context(::SSL_CTX_new(::TLS_client_method()), &::SSL_CTX_free);
  ::SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  ::SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const bool trusts = address.ca_file.empty()
                          ? ::SSL_CTX_set_default_verify_paths(context.get()) == 1
                          : ::SSL_CTX_load_verify_locations(context.get(), address.ca_file.c_str(), nullptr) == 1;
  if (!trusts) {
    return fail(ErrorCode::unavailable,
                fmt::format("Redis: cannot read the certificates to trust ({})",
                            address.ca_file.empty() ? "the system's" : address.ca_file.string()),
                "redis");
  }
  auto stream = std::make_unique<TlsStream>(std::move(below), std::move(context));
  EDIFY_CHECK(stream->shake_hands(address.host, deadline));
  return std::unique_ptr<ByteStream>(std::move(stream));
}

}  // namespace edify::cache
