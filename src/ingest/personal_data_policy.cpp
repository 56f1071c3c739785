#include "ingest/personal_data_policy.h"

#include <array>
#include <utility>

#include "chunk/personal_data.h"

namespace edify::ingest {
namespace {

constexpr std::array<std::pair<PersonalDataPolicy, std::string_view>, 3> policy_names = {
    {{PersonalDataPolicy::index, "index"},
     {PersonalDataPolicy::mask, "mask"},
     {PersonalDataPolicy::quarantine, "quarantine"}}};

}  // namespace

std::string_view to_string(PersonalDataPolicy policy) { return policy_names[static_cast<std::size_t>(policy)].second; }

std::optional<PersonalDataPolicy> personal_data_policy_from_string(std::string_view text) {
  for (const auto& [policy, name] : policy_names) {
    if (text == name) return policy;
  }
  return std::nullopt;
}

std::map<std::string, std::uint64_t> apply_policy(PersonalDataPolicy policy, ParsedDocument& document) {
  std::map<std::string, std::uint64_t> counts;
  const bool masks = policy == PersonalDataPolicy::mask;
  for (Element& element : document.elements) {
    const auto found = chunk::find_personal_data(element.text);
    for (const auto& data : found) ++counts[std::string(chunk::to_string(data.kind))];
    if (!masks) continue;
    chunk::mask(element.text, found);
    chunk::mask(element.html, chunk::find_personal_data(element.html));
  }
  if (masks) chunk::mask(document.title, chunk::find_personal_data(document.title));
  return counts;
}

}  // namespace edify::ingest
