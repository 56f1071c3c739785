// What an issuer's verified claims make of a caller here: user, role and grades, by the mapping of the configuration.
// What the mapping does not know is denied. Pure, thread-safe.
#pragma once

#include <boost/json/object.hpp>

#include "access/oidc/issuer_settings.h"
#include "base/error.h"
#include "model/principal.h"

namespace edify::access::oidc {

// Several values that stand for roles give the widest of them. With a mapping of grades, values that it does not name
// are other things (groups of the library, roles); without one, every value must be a grade.
// Errors: unauthenticated (no user), forbidden: `unknown_role` (no role, or none that is known), `unknown_grade`,
// `groups_overage` (Entra ID left the groups out because there are too many).
Result<Principal> map_claims(const boost::json::object& claims, const IssuerSettings& settings);

}  // namespace edify::access::oidc
