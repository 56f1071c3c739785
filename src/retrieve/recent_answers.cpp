#include "retrieve/recent_answers.h"

namespace edify::retrieve {

void RecentAnswers::keep(std::string_view key, const std::vector<Hit>& hits, Clock::time_point now) {
  auto copy = std::make_shared<const std::vector<Hit>>(hits);
  Place& place = places_[place_of(key)];
  const std::scoped_lock lock(place.mutex);
  place.key = key;
  place.hits.swap(copy);  // what was there is freed when the lock is
  place.made = now;
}

std::optional<RecentAnswers::Answer> RecentAnswers::find(std::string_view key, Clock::time_point now) const {
  const Place& place = places_[place_of(key)];
  const std::scoped_lock lock(place.mutex);
  if (place.key != key || now - place.made > fresh_for_) return std::nullopt;
  return Answer{place.hits, std::chrono::duration_cast<std::chrono::seconds>(now - place.made)};
}

}  // namespace edify::retrieve
