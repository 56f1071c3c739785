#include "api/framing.h"

#include <algorithm>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <cctype>

#include "base/hash.h"

namespace edify::api {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

bool is_token_character(unsigned char c) {
  return std::isalnum(c) != 0 || c == '.' || c == '_' || c == ':' || c == '-';
}

// The host of "http://host/path"; empty for "/path".
std::string_view authority_of(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    target.remove_prefix(scheme.size());
    return target.substr(0, target.find_first_of("/?"));
  }
  return {};
}

}  // namespace

std::optional<Refusal> HeaderScanner::scan(std::string_view received) {
  for (; at_ < received.size() && !complete_; ++at_) {
    const auto c = static_cast<unsigned char>(received[at_]);
    const char before = at_ > 0 ? received[at_ - 1] : '\0';
    if ((c == '\n') != (before == '\r'))
      return Refusal{400, "lines end with CR LF, and nothing else does", "bare_line_end"};
    if (at_ == 0 && (c == '\r' || c == '\n')) return Refusal{400, "a request begins with its method", "empty_line"};
    if (before == '\n' && (c == ' ' || c == '\t')) {
      return Refusal{400, "a header field may not go on in the next line", "folded_field"};
    }
    const bool is_control = (c < ' ' && c != '\r' && c != '\n' && c != '\t') || c == 0x7F;
    if (is_control || (in_first_line_ && (c == '\t' || c > 0x7F))) {
      return Refusal{400, "the header holds a character that no header may hold", "bad_character"};
    }
    if (c != '\n') continue;
    in_first_line_ = false;
    complete_ = at_ >= 3 && received[at_ - 2] == '\n';
  }
  return std::nullopt;
}

std::optional<Refusal> check_framing(const RequestHeader& header) {
  const bool http_1_0 = header.version() < 11;
  if (const auto coding = header.find(http::field::transfer_encoding); coding != header.end()) {
    if (http_1_0 || header.count(http::field::transfer_encoding) != 1 || !beast::iequals(coding->value(), "chunked")) {
      return Refusal{400, "the only transfer coding understood here is chunked", "bad_transfer_encoding"};
    }
  }
  if (header.count(http::field::content_length) > 1) {
    return Refusal{400, "a request has one length", "repeated_length"};
  }
  if (const auto hosts = header.count(http::field::host); hosts > 1 || (hosts == 0 && !http_1_0)) {
    return Refusal{400, "a request needs exactly one Host field", "bad_host"};
  }
  if (header.count(http::field::authorization) > 1) {
    return Refusal{400, "a request may have one Authorization field", "repeated_authorization"};
  }
  if (header.count("X-API-Key") > 1) {
    return Refusal{400, "a request may have one X-API-Key field", "repeated_api_key"};
  }
  if (const auto expect = header.find(http::field::expect);
      expect != header.end() && !beast::iequals(expect->value(), "100-continue")) {
    return Refusal{417, "the only expectation understood here is 100-continue", "bad_expectation"};
  }
  if (path_of({header.target().data(), header.target().size()}).empty()) {
    return Refusal{400, "the request target must be a path", "bad_target"};
  }
  const auto authority = authority_of({header.target().data(), header.target().size()});
  if (const auto host = header[http::field::host];
      !authority.empty() && !beast::iequals(host, {authority.data(), authority.size()})) {
    return Refusal{400, "the request target and the Host field name different hosts", "bad_host"};
  }
  return std::nullopt;
}

std::optional<Refusal> refusal_for(const boost::system::error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return Refusal{431, "the header is too large", "header_too_large"};
  }
  if (error == http::error::body_limit) return Refusal{413, "the body is too large", "body_too_large"};
  if (error == http::error::bad_version) return Refusal{505, "speak HTTP/1.1 or HTTP/1.0", "bad_version"};
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  const auto& parser_errors = http::make_error_code(http::error::bad_method).category();
  if (error.category() != parser_errors) return std::nullopt;
  return Refusal{400, "the request is not valid HTTP/1.1", "malformed_request"};
}

std::string_view path_of(std::string_view target) {
  // A server must take the absolute form too (RFC 9112, section 3.2.2).
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const auto slash = target.find('/', scheme.size());
    target = slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  if (!target.starts_with('/')) return {};
  return target.substr(0, target.find('?'));
}

std::string_view query_of(std::string_view target) {
  const auto mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
}

access::Credentials credentials_of(const RequestHeader& header) {
  const auto field = [&](auto name) { return std::string_view(header[name].data(), header[name].size()); };
  const bool is_safe = header.method() == http::verb::get || header.method() == http::verb::head ||
                       header.method() == http::verb::options;
  return {.authorization = field(http::field::authorization),
          .api_key = field("X-API-Key"),
          .cookie = field(http::field::cookie),
          .changes_state = !is_safe,
          .origin = field(http::field::origin),
          .fetch_site = field("Sec-Fetch-Site")};
}

std::string request_id_of(const RequestHeader& header) {
  constexpr std::size_t longest = 128;
  const auto given = header["X-Request-Id"];
  if (!given.empty() && given.size() <= longest && std::ranges::all_of(given, is_token_character)) {
    return {given.data(), given.size()};
  }
  return random_uuid();
}

}  // namespace edify::api
