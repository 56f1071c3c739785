// What users have asked and were answered, so that they find it again. An implementation a folder: sqlite/; one
// contract suite for all.
//
// A conversation belongs to one user, and every method takes that user: another's conversation looks exactly like one
// that is not there. What an answer was made of is kept as handles, not as text of documents, so that whoever shows it
// again reads the passages under the Scope of now.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/document.h"

namespace edify::catalog {

// A passage that was shown, by name: chunks `first_chunk` … `last_chunk` of a version of a document.
struct SourceHandle {
  std::string document_id;
  std::string version;
  std::uint32_t first_chunk = 0;
  std::uint32_t last_chunk = 0;
  std::uint32_t hit_chunk = 0;  // the one that was found
  double score = 0;
  double rank_score = 0;

  bool operator==(const SourceHandle&) const = default;
};

// A piece of an answer and the sources that it cites, numbered from 1. Where one of them may no longer be seen, the
// piece is not shown.
struct AnswerPiece {
  std::string text;
  std::vector<std::uint32_t> citations = {};

  bool operator==(const AnswerPiece&) const = default;
};

enum class Speaker : std::uint8_t { user, assistant };

struct Message {
  std::string id;  // UUID, unique among all messages
  Speaker speaker = Speaker::user;
  UnixSeconds created{};
  std::vector<AnswerPiece> pieces = {};    // a user's: one
  std::vector<SourceHandle> sources = {};  // of an answer
  std::string outcome = {};                // of an answer: JSON, as the event `done` had it; else empty

  bool operator==(const Message&) const = default;
};

struct ConversationSummary {
  std::string id;
  std::string title;
  UnixSeconds created{};
  UnixSeconds updated{};
  std::uint64_t messages = 0;

  bool operator==(const ConversationSummary&) const = default;
};

struct Conversation {
  ConversationSummary summary;
  std::vector<Message> messages;  // the oldest first
};

struct ConversationQuery {
  std::string text = {};    // in titles or messages, without regard to ASCII case; empty: all
  std::size_t limit = 50;   // the most that are listed
  std::string before = {};  // id of the last one that was seen; empty: from the newest
};

// Thread-safe. Every method is one transaction.
class Conversations {
 public:
  virtual ~Conversations() = default;

  // The one that changed last first.
  virtual Result<std::vector<ConversationSummary>> list(std::string_view user, const ConversationQuery& query) = 0;
  virtual Result<std::optional<Conversation>> find(std::string_view user, std::string_view id) = 0;
  // The conversation that a message is part of.
  virtual Result<std::optional<std::string>> conversation_of(std::string_view user, std::string_view message_id) = 0;
  // Adds messages, begins the conversation with `title` where the user has none of this id.
  // Errors: conflict where the id is another user's, or a message's id is there already.
  virtual Result<void> append(std::string_view user, std::string_view id, std::string_view title,
                              const std::vector<Message>& messages) = 0;
  // False: there is none.
  virtual Result<bool> rename(std::string_view user, std::string_view id, std::string_view title) = 0;
  virtual Result<bool> remove(std::string_view user, std::string_view id) = 0;

  // All of a user's, or all that nobody has touched since; how many they were.
  virtual Result<std::uint64_t> erase_user(std::string_view user) = 0;
  virtual Result<std::uint64_t> forget_before(UnixSeconds time) = 0;
};

}  // namespace edify::catalog
