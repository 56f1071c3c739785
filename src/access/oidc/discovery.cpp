#include "access/oidc/discovery.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "access/strict_json.h"

namespace edify::access::oidc {
namespace {

namespace json = boost::json;

constexpr std::string_view well_known = "/.well-known/openid-configuration";
// Where Entra ID publishes what holds for the tokens of any tenant.
constexpr std::string_view tenant_of_all = "organizations";

std::unexpected<Error> refuse(const IssuerSettings& settings, std::string_view why) {
  return fail(ErrorCode::unreadable, fmt::format("issuer '{}': {}", settings.name, why), "bad_discovery");
}

http::Delivery delivery() {
  http::Delivery delivery;
  delivery.connect_timeout = std::chrono::seconds(5);
  delivery.request_timeout = std::chrono::seconds(10);
  delivery.stall_timeout = std::chrono::seconds(5);
  delivery.max_body = 512U << 10U;
  return delivery;
}

Result<std::string> get(const IssuerSettings& settings, const Address& address, http::Client& client,
                        const std::stop_token& stop) {
  http::Request request;
  request.endpoint = address.endpoint;
  request.target = address.target();
  request.headers.add("accept", "application/json");
  EDIFY_TRY(auto response, client.send(request, delivery(), stop));
  if (response.status != 200) {
    return fail(ErrorCode::unavailable,
                fmt::format("issuer '{}': {} answers {}", settings.name, address.text(), response.status),
                "bad_discovery");
  }
  return std::move(response.body);
}

// An address of the discovery document; it may lie on another host, but never in the clear.
Result<Address> address_in(const IssuerSettings& settings, const json::object& document, std::string_view name) {
  const auto* value = document.if_contains(name);
  if (value == nullptr || !value->is_string()) return refuse(settings, fmt::format("it publishes no {}", name));
  std::string_view text = value->get_string();
  Address address;
  if (const auto mark = text.find('?'); mark != std::string_view::npos) {
    address.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  auto endpoint = http::parse_endpoint(text);
  if (!endpoint) return refuse(settings, fmt::format("its {} is no address", name));
  if (!endpoint->is_private()) return refuse(settings, fmt::format("its {} is not https", name));
  address.endpoint = std::move(*endpoint);
  return address;
}

Result<Address> discovery_address(const IssuerSettings& settings) {
  std::string text = settings.issuer;
  if (const auto at = text.find(tenant_placeholder); at != std::string::npos) {
    text.replace(at, tenant_placeholder.size(), tenant_of_all);
  }
  Address address;
  EDIFY_TRY(address.endpoint, http::parse_endpoint(text));
  address.endpoint.path += well_known;
  return address;
}

}  // namespace

std::string Address::target() const {
  const std::string path = endpoint.path.empty() ? "/" : endpoint.path;
  return query.empty() ? path : path + "?" + query;
}

std::string Address::text() const { return query.empty() ? endpoint.text() : endpoint.text() + "?" + query; }

Result<Published> discover(const IssuerSettings& settings, http::Client& client, const std::stop_token& stop) {
  EDIFY_TRY(const Address address, discovery_address(settings));
  EDIFY_TRY(const std::string text, get(settings, address, client, stop));
  const auto document = parse_strict_object(text);
  if (!document) return refuse(settings, "its discovery document is not a JSON object");
  const auto* issuer = document->if_contains("issuer");
  if (issuer == nullptr || !issuer->is_string() || issuer->get_string() != settings.issuer) {
    return refuse(settings, fmt::format("the document at {} is not of {}", address.text(), settings.issuer));
  }
  EDIFY_TRY(const Address keys_address, address_in(settings, *document, "jwks_uri"));
  EDIFY_TRY(const std::string keys_text, get(settings, keys_address, client, stop));
  Published published;
  EDIFY_TRY(published.keys, KeySet::parse(keys_text));
  if (auto found = address_in(settings, *document, "authorization_endpoint")) published.authorization = *found;
  if (auto found = address_in(settings, *document, "token_endpoint")) published.token = *found;
  return published;
}

}  // namespace edify::access::oidc
