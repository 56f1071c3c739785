// Who is at the other end: the socket's peer, or whoever a trusted proxy says it speaks for. Pure, thread-safe.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "api/server_options.h"
#include "base/error.h"

namespace edify::api {

using boost::asio::ip::address;

// Addresses and CIDR ranges, IPv4 and IPv6.
class AddressRanges {
 public:
  // "10.0.0.0/8", "192.0.2.7", "fd00::/8". Errors: invalid_argument, naming the one that is none.
  static Result<AddressRanges> parse(const std::vector<std::string>& texts);

  // An IPv4 address in IPv6's clothes (::ffff:10.0.0.1) counts as the IPv4 address.
  bool contains(const address& which) const;

 private:
  struct Range {
    address first;
    unsigned prefix_bits = 0;
  };
  std::vector<Range> ranges_;
};

struct ForwardedFields {
  std::string_view forwarded;          // all Forwarded fields, in order, joined by commas
  std::string_view x_forwarded_for;    // the same
  std::string_view x_forwarded_proto;  // "https"
};

struct Client {
  address from;
  bool secure = false;  // a trusted proxy says that it was asked over TLS
};

// The peer where it is not trusted. Else the header is read from its right end, where the trusted proxy wrote, and
// the first address that is not a trusted proxy's is the client; what stands left of it is hearsay. An entry that is
// no address ends the reading: the proxy before it is then the client.
Client find_client(const address& peer, const ForwardedFields& fields, const AddressRanges& trusted,
                   ForwardedHeader header);

// Whom limits count together: an IPv4 address, or an IPv6 network of 64 bits, which one customer has whole.
std::string limit_key(const address& which);

}  // namespace edify::api
