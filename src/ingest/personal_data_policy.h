// What is done with personal data in documents, decided module by module. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "model/element.h"

namespace edify::ingest {

enum class PersonalDataPolicy : std::uint8_t {
  index,       // stored as it stands, counted
  mask,        // each becomes asterisks before anything is stored, counted
  quarantine,  // a document that holds any is not indexed until a person has looked at it
};

// "index", "mask", "quarantine"
std::string_view to_string(PersonalDataPolicy policy);
std::optional<PersonalDataPolicy> personal_data_policy_from_string(std::string_view text);

// How many of each kind the document holds. Under `mask` its texts, its tables' HTML and its title change.
std::map<std::string, std::uint64_t> apply_policy(PersonalDataPolicy policy, ParsedDocument& document);

}  // namespace edify::ingest
