#include "catalog/catalog.h"

#include <algorithm>
#include <array>
#include <utility>

namespace edify::catalog {
namespace {

constexpr std::array<std::pair<DocumentState, std::string_view>, 6> state_names = {{
    {DocumentState::pending, "pending"},
    {DocumentState::processing, "processing"},
    {DocumentState::done, "done"},
    {DocumentState::failed, "failed"},
    {DocumentState::quarantined, "quarantined"},
    {DocumentState::deleted, "deleted"},
}};

}  // namespace

std::string_view to_string(DocumentState state) { return state_names[static_cast<std::size_t>(state)].second; }

std::optional<DocumentState> document_state_from_string(std::string_view text) {
  const auto* const found = std::ranges::find(state_names, text, &std::pair<DocumentState, std::string_view>::second);
  if (found == state_names.end()) return std::nullopt;
  return found->first;
}

}  // namespace edify::catalog
