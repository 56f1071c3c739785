// Finds what identifies a person in a text: e-mail addresses, telephone numbers, and the two numbers of Indian
// identity papers. Looks at the form alone (and the check digit where there is one), so it finds what a person would
// take for one at first sight, and misses what is spelt out in words. Pure functions, thread-safe, linear in time.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace edify::chunk {

enum class PersonalDataKind : std::uint8_t { email, telephone, aadhaar, pan };

inline constexpr std::array<PersonalDataKind, 4> personal_data_kinds = {
    PersonalDataKind::email, PersonalDataKind::telephone, PersonalDataKind::aadhaar, PersonalDataKind::pan};

// "email", "telephone", "aadhaar", "pan"
std::string_view to_string(PersonalDataKind kind);

struct PersonalData {
  PersonalDataKind kind = PersonalDataKind::email;
  std::uint32_t begin = 0;  // byte offsets, [begin, end)
  std::uint32_t end = 0;

  bool operator==(const PersonalData&) const = default;
};

// `text` is UTF-8. In order, not overlapping.
//   email      local@domain with a top-level domain of letters
//   telephone  +CC and 8-14 digits; Indian mobiles (10 digits from 6-9, with 0 or 91 before or not); 0STD-number and
//              (ddd) ddd-dddd with their separators
//   aadhaar    12 digits, alone or in fours, from 2-9, whose last is the Verhoeff check digit
//   pan        AAAPA9999A in capitals, the fourth letter being a kind of holder
// Digits may be those of any script.
std::vector<PersonalData> find_personal_data(std::string_view text);

// Each byte of what was found becomes '*': the text keeps its length, so spans into it stay true.
void mask(std::string& text, const std::vector<PersonalData>& found);

}  // namespace edify::chunk
