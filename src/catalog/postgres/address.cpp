#include "catalog/postgres/address.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <memory>

namespace edify::catalog::postgres {
namespace {

std::string find(const std::map<std::string, std::string>& parameters, const std::string& keyword) {
  const auto found = parameters.find(keyword);
  return found == parameters.end() ? std::string() : found->second;
}

bool is_this_machine(std::string_view host) {
  return host.empty() || host.starts_with('/') || host.starts_with('@') || host == "localhost" ||
         host.starts_with("127.") || host == "::1";
}

// "a,b" → is each of them this machine?
bool are_all_this_machine(std::string_view hosts) {
  while (true) {
    const auto comma = hosts.find(',');
    if (!is_this_machine(hosts.substr(0, comma))) return false;
    if (comma == std::string_view::npos) return true;
    hosts.remove_prefix(comma + 1);
  }
}

std::unexpected<Error> malformed(const char* what) { return fail(ErrorCode::invalid_argument, what, "configuration"); }

Result<void> settle_encryption(Address& address) {
  auto& mode = address.parameters["sslmode"];
  if (mode.empty()) mode = address.is_local() ? "disable" : "verify-full";
  if (mode == "require") mode = "verify-full";
  if (mode == "disable" || mode == "verify-ca" || mode == "verify-full") return {};
  return malformed("its sslmode may leave the connection open to anybody between; use verify-full, or disable");
}

}  // namespace

bool Address::is_local() const {
  const auto numeric = find(parameters, "hostaddr");
  return are_all_this_machine(numeric.empty() ? find(parameters, "host") : numeric);
}

bool Address::is_encrypted() const { return find(parameters, "sslmode") != "disable"; }

std::string Address::description() const {
  std::string host = find(parameters, "host");
  if (host.empty()) host = find(parameters, "hostaddr");
  const auto port = find(parameters, "port");
  const auto database = find(parameters, "dbname");
  return fmt::format("{}{}{}/{}{}", host.empty() ? "the local socket" : host, port.empty() ? "" : ":", port, database,
                     is_encrypted() ? " (TLS)" : "");
}

Result<Address> parse_address(const std::string& url) {
  constexpr const char* form =
      "it is not the URL of a PostgreSQL: write postgresql://[USER:PASSWORD@]HOST[:PORT]/DATABASE";
  if (!url.starts_with("postgresql://") && !url.starts_with("postgres://")) return malformed(form);
  char* why = nullptr;  // may quote the URL, so nobody sees it
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), &why),
                                                                             &PQconninfoFree);
  PQfreemem(why);
  if (!options) return malformed(form);
  Address address;
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    if (std::string_view(option->keyword) == "password") {
      address.password = Secret(option->val);
    } else {
      address.parameters[option->keyword] = option->val;
    }
  }
  if (find(address.parameters, "dbname").empty()) return malformed("it names no database; end it with /DATABASE");
  EDIFY_CHECK(settle_encryption(address));
  return address;
}

}  // namespace edify::catalog::postgres
