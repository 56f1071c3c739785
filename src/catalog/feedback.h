// What people thought of answers, and how satisfied they are. An implementation a folder: sqlite/; one contract suite
// for all. Names are kept only so that a rating can be changed and a person's records destroyed: no figure shows them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/document.h"

namespace edify::catalog {

// Of one answer by one user.
struct Rating {
  std::string message_id;
  bool is_good = true;
  std::vector<std::string> reasons = {};  // stable words: "wrong", "incomplete"…
  std::string comment = {};
  std::string role = {};
  UnixSeconds time{};

  bool operator==(const Rating&) const = default;
};

struct SurveyAnswer {
  std::uint32_t score = 0;  // 1-5
  std::string comment = {};
  std::string role = {};
  UnixSeconds time{};
};

struct FeedbackFigures {
  std::uint64_t good = 0;
  std::uint64_t bad = 0;
  std::map<std::string, std::uint64_t> reasons;  // of bad ones
  std::uint64_t survey_answers = 0;
  double mean_score = 0;  // of the survey; 0 where nobody answered
};

// Thread-safe. Every method is one transaction.
class Feedback {
 public:
  virtual ~Feedback() = default;

  // Inserts or replaces the user's rating of the message.
  virtual Result<void> rate(std::string_view user, const Rating& rating) = 0;
  virtual Result<std::optional<Rating>> rating_of(std::string_view user, std::string_view message_id) = 0;
  virtual Result<void> answer_survey(std::string_view user, const SurveyAnswer& answer) = 0;

  virtual Result<FeedbackFigures> figures(UnixSeconds since) = 0;
  // Ratings of whomever, the newest first.
  virtual Result<std::vector<Rating>> newest(std::size_t limit) = 0;

  // All of a user's, or all that are older; how many they were.
  virtual Result<std::uint64_t> erase_user(std::string_view user) = 0;
  virtual Result<std::uint64_t> forget_before(UnixSeconds time) = 0;
};

}  // namespace edify::catalog
