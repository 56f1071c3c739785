// How questions went, for figures: answered or not, by which role, how fast. The text only where the privacy settings
// allow it. An implementation a folder: sqlite/; one contract suite for all. Names are kept only to count people and to
// destroy a person's records: nothing that is read here shows them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/curriculum.h"
#include "model/document.h"

namespace edify::catalog {

struct AskedQuestion {
  std::string user;
  std::string role;
  std::string text = {};    // empty: not to be kept
  bool is_answered = true;  // false: nothing fitted
  std::uint32_t latency_ms = 0;
  UnixSeconds time{};
  CurriculumLine topic = {};  // what it was about; empty: not known
};

// Questions that differ in case and blanks only, taken together.
struct QuestionCount {
  std::string text;
  std::uint64_t times = 0;
  std::uint64_t unanswered = 0;
  UnixSeconds last{};

  bool operator==(const QuestionCount&) const = default;
};

struct Usage {
  std::string role;
  std::uint64_t people = 0;
  std::uint64_t questions = 0;
  std::uint64_t unanswered = 0;

  bool operator==(const Usage&) const = default;
};

struct TopicCount {
  CurriculumLine topic;
  std::uint64_t questions = 0;
  std::uint64_t unanswered = 0;

  bool operator==(const TopicCount&) const = default;
};

struct DayOfQuestions {
  UnixSeconds day{};  // its first second, UTC
  std::uint64_t people = 0;
  std::uint64_t questions = 0;
  std::uint64_t unanswered = 0;
  double mean_latency_ms = 0;

  bool operator==(const DayOfQuestions&) const = default;
};

enum class QuestionKind : std::uint8_t { unanswered, popular };

// Thread-safe. Every method is one transaction.
class QuestionLog {
 public:
  virtual ~QuestionLog() = default;

  virtual Result<void> add(const std::vector<AskedQuestion>& questions) = 0;

  // The most frequent first. A question is shown only where at least `people` different people asked it: a rare one may
  // tell who asked.
  virtual Result<std::vector<QuestionCount>> questions(QuestionKind kind, UnixSeconds since, std::uint32_t people,
                                                       std::size_t limit) = 0;
  // By role's name.
  virtual Result<std::vector<Usage>> usage(UnixSeconds since) = 0;
  // By grade, subject and year; those whose topic is not known are left out.
  virtual Result<std::vector<TopicCount>> topics(UnixSeconds since) = 0;
  // The oldest day first; days without questions are left out.
  virtual Result<std::vector<DayOfQuestions>> days(UnixSeconds since) = 0;

  // All of a user's, or all that are older; how many they were.
  virtual Result<std::uint64_t> erase_user(std::string_view user) = 0;
  virtual Result<std::uint64_t> forget_before(UnixSeconds time) = 0;
};

}  // namespace edify::catalog
