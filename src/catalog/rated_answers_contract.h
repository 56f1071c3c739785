// What every RatedAnswers does. An implementation's test instantiates it with a factory.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <memory>

#include "catalog/conversations.h"
#include "catalog/feedback.h"
#include "catalog/rated_answers.h"

namespace edify::catalog {

// Three views of one fresh, empty database.
struct RatedAnswersParts {
  std::shared_ptr<void> place;  // gone after the others; may be nothing
  std::unique_ptr<Conversations> conversations;
  std::unique_ptr<Feedback> feedback;
  std::unique_ptr<RatedAnswers> rated;
};

using RatedAnswersFactory = std::function<RatedAnswersParts()>;

class RatedAnswersContract : public testing::TestWithParam<RatedAnswersFactory> {
 protected:
  static UnixSeconds at(std::int64_t seconds) { return UnixSeconds(std::chrono::seconds(seconds)); }
  // A question and its answer, which goes by `id`.
  void ask(const std::string& user, const std::string& conversation, const std::string& id, const std::string& text) {
    const Message question{.id = id + "?", .created = at(10), .pieces = {{.text = text}}};
    const Message answer{.id = id,
                         .speaker = Speaker::assistant,
                         .created = at(10),
                         .pieces = {{.text = "An answer.", .citations = {1}}},
                         .sources = {{.document_id = "d", .version = "v"}},
                         .outcome = "{}"};
    ASSERT_TRUE(parts_.conversations->append(user, conversation, "title", {question, answer}));
  }
  std::vector<std::string> ids(UnixSeconds since, std::string_view after = {}, std::size_t limit = 10) {
    std::vector<std::string> found;
    const auto page = parts_.rated->page(since, after, limit).value();
    for (const auto& each : page) found.push_back(each.message_id);
    return found;
  }
  RatedAnswersParts parts_ = GetParam()();
};

}  // namespace edify::catalog
