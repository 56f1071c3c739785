// POST /chat over a real socket: what is told when, and what becomes of an answer whose reader goes.
#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "api/testing/api_fixture.h"
#include "catalog/sqlite/sqlite_conversations.h"
#include "catalog/sqlite/sqlite_question_log.h"

namespace edify::api {
namespace {

// Tells one sentence, and the second when the gate opens; or sentences until nobody listens.
class GatedAnswerer : public answer::Answerer {
 public:
  Result<answer::Outcome> answer(const answer::Inquiry& inquiry, const answer::AnswerSink& sink) const override {
    answer::Outcome outcome{.answerer = answerer_, .model = "gated"};
    sink.delta("First.", {1});
    if (talks_on_) {
      while (sink.delta(" And another sentence.", {1})) {
      }
      say_ended(inquiry.stop.stop_requested());
      return outcome;
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_; });
    if (begins_again_) sink.restart("peer_away");
    sink.delta(" Second.", {1});
    return outcome;
  }

  void open() {
    const std::scoped_lock lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void talk_on() { talks_on_ = true; }
  void begin_again() { begins_again_ = true; }
  void be_a_model() { answerer_ = "llm"; }
  // Waits until nobody has listened; whether the inquiry was stopped then.
  bool was_stopped() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_; });
    return stopped_;
  }

 private:
  void say_ended(bool stopped) const {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    stopped_ = stopped;
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::string answerer_ = "extractive";
  bool open_ = false;
  bool talks_on_ = false;
  bool begins_again_ = false;
  mutable bool ended_ = false;
  mutable bool stopped_ = false;
};

class Chat : public ApiTest {
 protected:
  void start_chat() {
    conversations_ = catalog::SqliteConversations::open(folder_ / "edify.db").value();
    questions_ = catalog::SqliteQuestionLog::open(folder_ / "edify.db").value();
    asked_ = std::make_unique<catalog::QuestionLogWriter>(*questions_);
    ServerOptions options;
    options.port = 0;
    options.access_log = false;
    auto started = Server::start({.retriever = *retriever_,
                                  .store = store_,
                                  .catalog = *catalog_,
                                  .cache = cache_,
                                  .authenticator = *authenticator_,
                                  .embedding_model = std::string(embed::model_name),
                                  .version = "1.2.3",
                                  .audit_questions = true,
                                  .answerer = &answerer_,
                                  .conversations = conversations_.get(),
                                  .asked = asked_.get(),
                                  .curriculum = &curriculum_},
                                 options);
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }

  void TearDown() override {
    answerer_.open();
    ApiTest::TearDown();
  }

  std::string request(std::string_view body = R"({"message": "Photosynthesis"})") const {
    return HttpClient::text_of("POST", "/chat", with_token(token(Role::student, {"grade5"}, false, "asha")), body);
  }

  std::vector<catalog::Message> kept() const {
    const auto list = conversations_->list("asha", {}).value();
    if (list.empty()) return {};
    return conversations_->find("asha", list.front().id).value()->messages;
  }

  const Curriculum curriculum_{{{"grade5", "Science"}, {"grade5", "Maths"}}};
  GatedAnswerer answerer_;
  std::unique_ptr<catalog::SqliteConversations> conversations_;
  std::unique_ptr<catalog::SqliteQuestionLog> questions_;
  std::unique_ptr<catalog::QuestionLogWriter> asked_;
};

TEST_F(Chat, TellsSourcesAndTheFirstSentenceBeforeTheAnswerIsWhole) {
  start_chat();
  auto client = connect();
  client.send(request());
  const std::string early = client.receive_until(R"("text":"First.")");
  EXPECT_THAT(early, testing::HasSubstr("event: sources"));
  EXPECT_THAT(early, testing::HasSubstr("text/event-stream"));
  EXPECT_EQ(early.find("Second."), std::string::npos);
  answerer_.open();
  const std::string late = client.receive_until("\n\n\r\n0\r\n");
  EXPECT_LT(late.find("Second."), late.find("event: done"));
  const auto messages = kept();
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[1].pieces.size(), 2U);
  asked_.reset();  // adds what is queued
  const auto counted = questions_->questions(catalog::QuestionKind::popular, {}, 1, 10).value();
  ASSERT_EQ(counted.size(), 1U);
  EXPECT_EQ(counted[0].times, 1U);
  EXPECT_EQ(counted[0].unanswered, 0U);
  EXPECT_THAT(questions_->topics({}).value(), testing::ElementsAre(catalog::TopicCount{curriculum_.lines()[0], 1, 0}))
      << "of the subject that the cited document is of";
}

TEST_F(Chat, KeepsNothingOfWhatDidNotCount) {
  answerer_.begin_again();
  start_chat();
  answerer_.open();
  const auto told = connect().ask("POST", "/chat", with_token(token(Role::student, {"grade5"}, false, "asha")),
                                  R"({"message": "Photosynthesis"})");
  EXPECT_THAT(told.body, testing::HasSubstr("event: restart\ndata: {\"reason\":\"peer_away\"}"));
  ASSERT_EQ(kept().size(), 2U);
  ASSERT_EQ(kept()[1].pieces.size(), 1U);
  EXPECT_EQ(kept()[1].pieces[0].text, " Second.");
}

TEST_F(Chat, RestsAModelsWordsOnEveryPassageThatItWasShown) {
  answerer_.be_a_model();
  answerer_.open();
  start_chat();
  connect().ask("POST", "/chat", with_token(token(Role::student, {"grade5"}, false, "asha")),
                R"({"message": "Photosynthesis"})");
  const auto messages = kept();
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_GT(messages[1].sources.size(), 1U);
  for (const auto& piece : messages[1].pieces) EXPECT_EQ(piece.citations.size(), messages[1].sources.size());
}

TEST_F(Chat, EndsWithItsReaderAndKeepsWhatWasTold) {
  answerer_.talk_on();
  start_chat();
  {
    auto client = connect();
    client.send(request());
    client.receive_until("First.");
  }
  EXPECT_TRUE(answerer_.was_stopped());
  server_.reset();  // waits for the thread that answered
  const auto messages = kept();
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_TRUE(messages[1].pieces.front().text.starts_with("First."));
  EXPECT_THAT(messages[1].outcome, testing::HasSubstr(R"("stopped":true)"));
}

}  // namespace
}  // namespace edify::api
