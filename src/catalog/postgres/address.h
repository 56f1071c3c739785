// Where a PostgreSQL is and how to speak to it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret.h"

namespace edify::catalog::postgres {

struct Address {
  // libpq's keywords ("host", "port", "dbname", "user", "options", "sslmode"…), but for the password. Where sslmode is
  // "disable" nothing is encrypted; otherwise it is verify-ca or verify-full.
  std::map<std::string, std::string> parameters;
  Secret password;                // empty: none, or the one of PGPASSFILE
  std::filesystem::path ca_file;  // PEM, in place of the system's; empty: the system's

  // Over a Unix socket, or to this machine.
  bool is_local() const;
  bool is_encrypted() const;
  // For people: "db.school.example:5432/edify (TLS)", never a secret.
  std::string description() const;
};

// postgresql://[USER[:PASSWORD]@][HOST[:PORT]…][/DATABASE][?KEYWORD=VALUE…] (PostgreSQL manual, "Connection URIs").
// Without sslmode, TLS is verified in full but to this machine, where it is off; `require` is taken as verify-full,
// and modes that may go on in the clear are refused. Errors: invalid_argument; the message holds nothing of the URL,
// since a password may be in it.
Result<Address> parse_address(const std::string& url);

}  // namespace edify::catalog::postgres
