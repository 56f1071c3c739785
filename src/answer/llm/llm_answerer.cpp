#include "answer/llm/llm_answerer.h"

#include <algorithm>
#include <utility>

#include "answer/evidence.h"
#include "answer/extractive/extractive_answerer.h"
#include "answer/follow_up.h"
#include "answer/llm/grounding.h"
#include "answer/llm/output_filter.h"
#include "answer/llm/prompt.h"
#include "base/hash.h"
#include "base/log.h"

namespace edify::answer::llm {
namespace {

constexpr std::size_t longest_answer = std::size_t{64} << 10U;  // bytes

// What the model writes on its way to the sink.
class Telling {
 public:
  Telling(const AnswerSink& sink, std::uint32_t passages) : sink_(sink), filter_(passages) {}

  // False: nobody listens, or it has written more than any answer is.
  bool take(std::string_view written) {
    tell(filter_.take(written));
    return is_heard_ && !has_ended_ && text_.size() + held_.size() < longest_answer;
  }
  void finish() {
    tell(filter_.finish());
    if (!held_.empty() && !refuses()) release();
  }

  // It has written that the passages do not answer, and nothing else that was told.
  bool refuses() const { return text_.empty() && held_.starts_with(no_answer); }
  bool is_empty() const { return text_.empty(); }
  bool is_heard() const { return is_heard_; }
  const std::string& text() const { return text_; }

 private:
  // Held back while it may yet become a refusal.
  void tell(ToldPiece piece) {
    held_ += piece.text;
    citations_.insert(citations_.end(), piece.citations.begin(), piece.citations.end());
    if (has_ended_) held_.clear();
    // A small model goes on with passages of its own making.
    if (const auto end = held_.find(fence_begin); end != std::string::npos) {
      held_.resize(end);
      has_ended_ = true;
    }
    if (text_.empty()) held_.erase(0, std::min(held_.find_first_not_of(" \t\r\n"), held_.size()));
    const bool may_refuse = text_.empty() && (no_answer.starts_with(held_) || held_.starts_with(no_answer));
    if (!held_.empty() && !may_refuse && !may_be_fence()) release();
  }
  bool may_be_fence() const {
    for (std::size_t size = std::min(held_.size(), fence_begin.size() - 1); size > 0 && !has_ended_; --size) {
      if (held_.ends_with(fence_begin.substr(0, size))) return true;
    }
    return false;
  }
  void release() {
    text_ += held_;
    is_heard_ = sink_.delta(held_, citations_) && is_heard_;
    held_.clear();
    citations_.clear();
  }

  static constexpr std::string_view fence_begin = "\n--- ";

  const AnswerSink& sink_;
  OutputFilter filter_;
  std::string text_;
  std::string held_;
  std::vector<std::uint32_t> citations_;
  bool is_heard_ = true;
  bool has_ended_ = false;
};

}  // namespace

Outcome LlmAnswerer::begin() const { return {.answerer = "llm", .model = client_.options().model}; }

Result<Outcome> LlmAnswerer::answer(const Inquiry& inquiry, const AnswerSink& sink) const {
  Outcome outcome = begin();
  const auto refuse = [&](std::string_view reason) {
    outcome.refused = true;
    outcome.reason = reason;
    sink.delta(refusal_text(inquiry.language), {});
    return outcome;
  };
  const Evidence evidence = weigh(inquiry.question, inquiry.language, inquiry.passages, embedder_);
  if (!is_enough(evidence, inquiry.language)) return refuse(inquiry.passages.empty() ? "no_source" : "nothing_fits");

  const auto& options = client_.options();
  const std::string fence = random_uuid().substr(19);
  Prompt prompt = make_prompt(inquiry, embedder_.tokenizer(), options.prompt_tokens, fence);
  Telling telling(sink, prompt.passages);
  const Ask ask{std::move(prompt.messages), options.max_tokens, options.timeout, inquiry.stop};
  const auto told = client_.complete(ask, [&](std::string_view text) { return telling.take(text); });
  if (!told) {
    log::warn("another answers for the language model: {}", told.error().message);
    if (!telling.is_empty() && telling.is_heard()) sink.restart(told.error().reason);
    return stand_in(inquiry, sink, told.error().reason);
  }
  telling.finish();
  if (telling.refuses()) return refuse("nothing_fits");
  const bool was_stopped = inquiry.stop.stop_requested() || !telling.is_heard();
  if (telling.is_empty() && !was_stopped) return stand_in(inquiry, sink, "llm_silent");
  auto grounding = ground(telling.text(), inquiry.passages, prompt.passages, embedder_);
  outcome.grounded_share = grounding.share;
  outcome.unsupported = std::move(grounding.unsupported);
  outcome.citations = std::move(grounding.citations);
  return outcome;
}

Result<Outcome> LlmAnswerer::stand_in(const Inquiry& inquiry, const AnswerSink& sink, std::string_view why) const {
  EDIFY_TRY(Outcome outcome, stand_in_.answer(inquiry, sink));
  outcome.fallback = why;
  return outcome;
}

std::string LlmAnswerer::understand(const std::string& question, const std::vector<Turn>& history,
                                    const Deadline& deadline) const {
  const std::string by_rules = complete_follow_up(question, history);
  if (by_rules == question) return question;  // it stands alone
  constexpr std::uint32_t most_tokens = 80;
  constexpr std::size_t longest = 600;
  // Half of what is left: the passages are still to be found.
  const auto time = deadline.remaining(std::chrono::milliseconds(4'000)) / 2;
  std::string written;
  const auto take = [&](std::string_view text) {
    written += text;
    return written.size() < longest && written.find('\n', written.find_first_not_of(" \n")) == std::string::npos;
  };
  const auto done = client_.complete({make_rewriting_prompt(question, history), most_tokens, time, {}}, take);
  const std::string rewritten = done ? read_rewritten(written, question, history) : std::string();
  return rewritten.empty() ? by_rules : rewritten;
}

}  // namespace edify::answer::llm
