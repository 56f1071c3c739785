// What every Conversations does. An implementation's test instantiates it with a factory.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "catalog/conversations.h"

namespace edify::catalog {

// Gives a fresh, empty one.
using ConversationsFactory = std::function<std::unique_ptr<Conversations>()>;

class ConversationsContract : public testing::TestWithParam<ConversationsFactory> {
 protected:
  static UnixSeconds at(std::int64_t seconds) { return UnixSeconds(std::chrono::seconds(seconds)); }
  static Message question(std::string id, std::string text, std::int64_t when = 100) {
    return {.id = std::move(id), .speaker = Speaker::user, .created = at(when), .pieces = {{.text = std::move(text)}}};
  }
  static Message answer(std::string id, std::int64_t when = 101) {
    return {.id = std::move(id),
            .speaker = Speaker::assistant,
            .created = at(when),
            .pieces = {{"Leaves make sugar.", {1, 2}}, {"प्रकाश चाहिए।", {2}}},
            .sources = {{"doc-1", "v1", 3, 5, 4, 0.75, 0.0325}, {"doc-2", "v7", 0, 0, 0, 0.5, 0.01}},
            .outcome = R"({"refused":false})"};
  }
  std::vector<std::string> ids(std::string_view user, const ConversationQuery& query = {}) {
    std::vector<std::string> found;
    const auto listed = all_->list(user, query).value();
    for (const auto& each : listed) found.push_back(each.id);
    return found;
  }

  std::unique_ptr<Conversations> all_ = GetParam()();
};

}  // namespace edify::catalog
