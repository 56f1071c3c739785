// The rules of HTTP/1.1 messages that the parser leaves to us, and the parser's errors as answers. Where two readers
// of one connection could disagree about where a request ends, the request is refused (request smuggling,
// RFC 9112, section 11.2). Pure, thread-safe.
#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/system/error_code.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "access/credentials.h"
#include "api/exchange.h"

namespace edify::api {

struct Refusal {
  unsigned status = 400;
  std::string_view detail;
  std::string_view reason;
};

// Looks at a header's bytes as they come, before any parser, for what parsers disagree about: bare CR or LF, folded
// lines, control characters, an empty first line (RFC 9112, sections 2.2 and 5.2). One object for one header.
class HeaderScanner {
 public:
  // `received` is the header from its first byte; what was seen by an earlier call is not looked at again.
  std::optional<Refusal> scan(std::string_view received);
  // The empty line that ends the header has come.
  bool is_complete() const { return complete_; }

 private:
  std::size_t at_ = 0;
  bool in_first_line_ = true;
  bool complete_ = false;
};

using RequestHeader = boost::beast::http::request_header<boost::beast::http::fields>;

// Why a header that parsed must still be refused: transfer codings but `chunked`, several lengths, no or several Host
// fields, several Authorization fields, an expectation but 100-continue, a target that is no path or names another host
// than Host does.
std::optional<Refusal> check_framing(const RequestHeader& header);

// The answer that a parser's or a limit's error deserves; nothing where the peer has gone, or is too slow, and there
// is nobody to answer.
std::optional<Refusal> refusal_for(const boost::system::error_code& error);

// The target's path without its query: "/health" of "/health?x=1" and of "http://host/health".
std::string_view path_of(std::string_view target);
// What follows its '?'; empty where there is none.
std::string_view query_of(std::string_view target);

// Views into the header.
access::Credentials credentials_of(const RequestHeader& header);

// The client's X-Request-Id where it is 1-128 letters, digits or ._:-, else a new UUID.
std::string request_id_of(const RequestHeader& header);

}  // namespace edify::api
