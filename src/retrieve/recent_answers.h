// The last answers, whole, for the minute in which the store may be away. Nothing is read from here while the store
// answers: deletions and demotions act at once then, since hits come from the store (retriever.h).
//
// A table of fixed size; an answer that falls on another's place takes it. Thread-safe: each place has a lock of its
// own, held while a pointer is copied.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/hit.h"

namespace edify::retrieve {

class RecentAnswers {
 public:
  using Clock = std::chrono::steady_clock;

  explicit RecentAnswers(std::chrono::seconds fresh_for) : fresh_for_(fresh_for) {}

  // `key` names the Scope and the question.
  void keep(std::string_view key, const std::vector<Hit>& hits, Clock::time_point now = Clock::now());

  struct Answer {
    std::shared_ptr<const std::vector<Hit>> hits;
    std::chrono::seconds age{0};
  };
  // Nothing where there is none, or none that is fresh.
  std::optional<Answer> find(std::string_view key, Clock::time_point now = Clock::now()) const;

 private:
  struct Place {
    mutable std::mutex mutex;
    std::string key;
    std::shared_ptr<const std::vector<Hit>> hits;
    Clock::time_point made;
  };
  static constexpr std::size_t place_count = 512;  // 10 MB of usual answers

  static std::size_t place_of(std::string_view key) { return std::hash<std::string_view>{}(key) % place_count; }

  const std::chrono::seconds fresh_for_;
  std::array<Place, place_count> places_;
};

}  // namespace edify::retrieve
