#include "api/tls.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/log.h"

namespace edify::api {
namespace {

namespace fs = std::filesystem;
namespace ssl = boost::asio::ssl;

// TLS 1.2 with forward secrecy and authenticated encryption alone; TLS 1.3 has no others.
constexpr const char* tls_1_2_ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* groups = "X25519:P-256:P-384";

std::unexpected<Error> refuse(const fs::path& file, std::string_view why) {
  return fail(ErrorCode::invalid_argument, fmt::format("TLS: {} {}", file.string(), why), "bad_certificate");
}

// The newest of OpenSSL's errors in its own words; the others are dropped, so that none is found by a later call.
std::string openssl_error() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "not a PEM file of the right kind";
}

int choose_http_1_1(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
  static constexpr std::array<unsigned char, 9> ours = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, ours.data(), ours.size(), offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

Result<void> configure(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                   SSL_OP_PRIORITIZE_CHACHA);
  // An idle connection gives its buffers back: 34 KB of OpenSSL's own.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context, choose_http_1_1, nullptr);
  constexpr std::array<unsigned char, 5> session_context = {'e', 'd', 'i', 'f', 'y'};
  SSL_CTX_set_session_id_context(context, session_context.data(), session_context.size());
  if (SSL_CTX_set_cipher_list(context, tls_1_2_ciphers) != 1 || SSL_CTX_set1_groups_list(context, groups) != 1) {
    return fail(ErrorCode::internal, "TLS: OpenSSL has none of the ciphers and groups that are wanted");
  }
  return {};
}

Result<void> check_key_file(const fs::path& key) {
  std::error_code error;
  const auto permissions = fs::status(key, error).permissions();
  if (error) return refuse(key, "can not be read: " + error.message());
  if ((permissions & fs::perms::others_read) != fs::perms::none) {
    return refuse(key, "holds a private key that everybody on this machine may read; run chmod o-r on it");
  }
  return {};
}

Result<std::shared_ptr<ssl::context>> make_context(const fs::path& certificate, const fs::path& key) {
  EDIFY_CHECK(check_key_file(key));
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  EDIFY_CHECK(configure(native));
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(native, certificate.c_str()) != 1) {
    return refuse(certificate, "is no certificate chain: " + openssl_error());
  }
  // The key is checked against the certificate as it is taken.
  if (SSL_CTX_use_PrivateKey_file(native, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return refuse(key, fmt::format("is no private key of {}: {}", certificate.string(), openssl_error()));
  }
  return context;
}

const X509* certificate_of(ssl::context& context) { return SSL_CTX_get0_certificate(context.native_handle()); }

bool has_expired(ssl::context& context) {
  return X509_cmp_current_time(X509_get0_notAfter(certificate_of(context))) < 0;
}

}  // namespace

Result<std::unique_ptr<ServerTls>> ServerTls::load(fs::path certificate, fs::path key) {
  EDIFY_TRY(auto context, make_context(certificate, key));
  std::unique_ptr<ServerTls> tls(new ServerTls(std::move(certificate), std::move(key)));
  tls->context_ = std::move(context);
  if (has_expired(*tls->context_)) {
    log::warn("TLS: {} has expired ({}); clients will refuse it", tls->certificate_.string(), tls->expires());
  }
  return tls;
}

Result<void> ServerTls::reload() {
  EDIFY_TRY(auto context, make_context(certificate_, key_));
  if (has_expired(*context)) return refuse(certificate_, "has expired");
  const std::scoped_lock lock(mutex_);
  context_ = std::move(context);
  return {};
}

std::shared_ptr<ssl::context> ServerTls::context() const {
  const std::scoped_lock lock(mutex_);
  return context_;
}

std::string ServerTls::expires() const {
  const auto current = context();
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), &BIO_free);
  ASN1_TIME_print(text.get(), X509_get0_notAfter(certificate_of(*current)));
  char* data = nullptr;
  const long size = BIO_get_mem_data(text.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace edify::api
