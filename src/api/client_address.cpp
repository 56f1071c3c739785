#include "api/client_address.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <charconv>
#include <optional>
#include <span>
#include <system_error>

namespace edify::api {
namespace {

using boost::beast::iequals;

address unmapped(const address& which) {
  if (!which.is_v6() || !which.to_v6().is_v4_mapped()) return which;
  return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, which.to_v6());
}

std::optional<address> to_address(std::string_view text) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  return unmapped(parsed);
}

bool same_prefix(std::span<const unsigned char> a, std::span<const unsigned char> b, unsigned bits) {
  const unsigned whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
  const unsigned rest = bits % 8;
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// The part behind the last `separator`, taken off `rest`.
std::string_view take_last(std::string_view& rest, char separator) {
  const auto at = rest.rfind(separator);
  const auto part = at == std::string_view::npos ? rest : rest.substr(at + 1);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(0, at);
  return trim(part);
}

// "192.0.2.1", "192.0.2.1:80", "[2001:db8::1]:80", "2001:db8::1", with or without quotes; nothing for "unknown",
// "_hidden" and the rest.
std::optional<address> node_of(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    return end == std::string_view::npos ? std::nullopt : to_address(text.substr(1, end - 1));
  }
  if (std::ranges::count(text, ':') == 1) text = text.substr(0, text.find(':'));
  return to_address(text);
}

// The value of a parameter of one Forwarded element (RFC 7239, section 4): for="[2001:db8::1]:80";proto=https
std::string_view parameter_of(std::string_view element, std::string_view name) {
  while (!element.empty()) {
    const std::string_view pair = take_last(element, ';');
    const auto equals = std::min(pair.find('='), pair.size());
    if (iequals(trim(pair.substr(0, equals)), {name.data(), name.size()})) {
      return trim(pair.substr(std::min(equals + 1, pair.size())));
    }
  }
  return {};
}

}  // namespace

Result<AddressRanges> AddressRanges::parse(const std::vector<std::string>& texts) {
  AddressRanges ranges;
  for (const auto& text : texts) {
    const auto slash = std::min(text.find('/'), text.size());
    const auto first = to_address(std::string_view(text).substr(0, slash));
    const unsigned most_bits = first && first->is_v4() ? 32 : 128;
    unsigned bits = most_bits;
    bool valid = first.has_value();
    if (valid && slash < text.size()) {
      const auto* end = text.data() + text.size();
      const auto [read, error] = std::from_chars(text.data() + slash + 1, end, bits);
      valid = error == std::errc() && read == end && bits <= most_bits;
    }
    if (!valid) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("{} is neither an address nor a range such as 10.0.0.0/8", text), "configuration");
    }
    ranges.ranges_.push_back({*first, bits});
  }
  return ranges;
}

bool AddressRanges::contains(const address& which) const {
  const address plain = unmapped(which);
  return std::ranges::any_of(ranges_, [&](const Range& range) {
    if (plain.is_v4() != range.first.is_v4()) return false;
    if (plain.is_v4()) return same_prefix(plain.to_v4().to_bytes(), range.first.to_v4().to_bytes(), range.prefix_bits);
    return same_prefix(plain.to_v6().to_bytes(), range.first.to_v6().to_bytes(), range.prefix_bits);
  });
}

Client find_client(const address& peer, const ForwardedFields& fields, const AddressRanges& trusted,
                   ForwardedHeader header) {
  Client client{.from = unmapped(peer)};
  if (!trusted.contains(client.from)) return client;
  const bool uses_forwarded = header == ForwardedHeader::forwarded;
  std::string_view rest = uses_forwarded ? fields.forwarded : fields.x_forwarded_for;
  // What the proxy next to us wrote last.
  std::string_view newest = rest;
  client.secure =
      iequals(uses_forwarded ? parameter_of(take_last(newest, ','), "proto") : trim(fields.x_forwarded_proto), "https");
  while (!rest.empty() && trusted.contains(client.from)) {
    const std::string_view element = take_last(rest, ',');
    const auto node = node_of(uses_forwarded ? parameter_of(element, "for") : element);
    if (!node) break;
    client.from = *node;
  }
  return client;
}

std::string limit_key(const address& which) {
  const address plain = unmapped(which);
  if (plain.is_v4()) return plain.to_string();
  constexpr std::size_t network_bytes = 8;
  auto bytes = plain.to_v6().to_bytes();
  std::fill(bytes.begin() + network_bytes, bytes.end(), 0);
  return boost::asio::ip::make_address_v6(bytes).to_string() + "/64";
}

}  // namespace edify::api
