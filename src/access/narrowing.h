// What a request asks to see, inside what its token allows. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/principal.h"

namespace edify::access {

// The principal as the request wants it: same user, `role` and `grades` replaced where they are given.
//
// A request narrows, never widens. Roles are ordered student < teacher < admin. Grades are normalised
// ("Grade 1" → "grade1"); "*" and `general` are understood; an empty list is no list. Narrowing the role keeps
// the grades: an admin of every grade who asks as a student is a student of every grade.
// Errors: invalid_argument (unknown role, no such grade), forbidden (wider than the token).
Result<Principal> narrow(const Principal& principal, const std::optional<std::string>& role,
                         const std::optional<std::vector<std::string>>& grades);

// The user for whom an API key acts: role and grades are the user's own, inside what the key allows. Without grades a
// student or teacher is one of none, who sees grade `general`, not one of all that the key may see.
// Errors: those of narrow(); invalid_argument (no role, no user's name).
Result<Principal> act_for(const Principal& key, const std::string& user, const std::optional<std::string>& role,
                          const std::optional<std::vector<std::string>>& grades);

}  // namespace edify::access
