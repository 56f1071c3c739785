#include "app/noting_records.h"

#include <utility>

namespace edify::app {
namespace {

using backup::EndingKind;

// What is passed on as it is, and the notes of what is not. Nothing is noted of what is not there: whoever deletes what
// they do not have must not fill a disk.
template <typename Records>
class Noting : public Records {
 public:
  Noting(std::unique_ptr<Records> records, std::shared_ptr<EndingNotes> notes)
      : records_(std::move(records)), notes_(std::move(notes)) {}

 protected:
  const std::unique_ptr<Records> records_;
  const std::shared_ptr<EndingNotes> notes_;
};

class NotingAccessRegister final : public Noting<catalog::AccessRegister> {
 public:
  using Noting::Noting;

  Result<bool> revoke_key(std::string_view id, UnixSeconds when) override {
    EDIFY_CHECK(notes_->note(EndingKind::key_revoked, "", id));
    return records_->revoke_key(id, when);
  }
  Result<void> deny(const catalog::Denial& denial) override {
    EDIFY_CHECK(notes_->note(EndingKind::user_denied, denial.user, "", denial.reason));
    return records_->deny(denial);
  }
  Result<bool> allow(std::string_view user) override {
    EDIFY_CHECK(notes_->note(EndingKind::user_allowed, user, ""));
    return records_->allow(user);
  }

  Result<void> add_key(const catalog::ApiKey& key) override { return records_->add_key(key); }
  Result<std::vector<catalog::ApiKey>> keys() override { return records_->keys(); }
  Result<void> note_uses(const std::map<std::string, UnixSeconds>& uses) override { return records_->note_uses(uses); }
  Result<std::vector<catalog::Denial>> denials() override { return records_->denials(); }
  // Of no use to a backup: sessions' key is in none, so no session outlives a restore.
  Result<void> end_session(std::string_view id, UnixSeconds until, UnixSeconds now) override {
    return records_->end_session(id, until, now);
  }
  Result<std::set<std::string>> ended_sessions() override { return records_->ended_sessions(); }
  Result<std::uint64_t> generation() override { return records_->generation(); }
};

class NotingConversations final : public Noting<catalog::Conversations> {
 public:
  using Noting::Noting;

  Result<bool> remove(std::string_view user, std::string_view id) override {
    EDIFY_TRY(const auto found, records_->find(user, id));
    if (found) EDIFY_CHECK(notes_->note(EndingKind::conversation_deleted, user, id));
    return records_->remove(user, id);
  }

  Result<std::vector<catalog::ConversationSummary>> list(std::string_view user,
                                                         const catalog::ConversationQuery& query) override {
    return records_->list(user, query);
  }
  Result<std::optional<catalog::Conversation>> find(std::string_view user, std::string_view id) override {
    return records_->find(user, id);
  }
  Result<std::optional<std::string>> conversation_of(std::string_view user, std::string_view message_id) override {
    return records_->conversation_of(user, message_id);
  }
  Result<void> append(std::string_view user, std::string_view id, std::string_view title,
                      const std::vector<catalog::Message>& messages) override {
    return records_->append(user, id, title, messages);
  }
  Result<bool> rename(std::string_view user, std::string_view id, std::string_view title) override {
    return records_->rename(user, id, title);
  }
  Result<std::uint64_t> erase_user(std::string_view user) override { return records_->erase_user(user); }
  Result<std::uint64_t> forget_before(UnixSeconds time) override { return records_->forget_before(time); }
};

class NotingCollections final : public Noting<catalog::Collections> {
 public:
  using Noting::Noting;

  Result<bool> remove(std::string_view user, std::string_view id) override {
    EDIFY_TRY(const auto found, records_->find(user, id));
    if (found) EDIFY_CHECK(notes_->note(EndingKind::collection_deleted, user, id));
    return records_->remove(user, id);
  }

  Result<std::vector<catalog::CollectionSummary>> list(std::string_view user) override { return records_->list(user); }
  Result<std::optional<catalog::Collection>> find(std::string_view user, std::string_view id) override {
    return records_->find(user, id);
  }
  Result<catalog::CollectionSummary> create(std::string_view user, std::string_view title, UnixSeconds now) override {
    return records_->create(user, title, now);
  }
  Result<bool> rename(std::string_view user, std::string_view id, std::string_view title) override {
    return records_->rename(user, id, title);
  }
  Result<bool> add(std::string_view user, std::string_view id, const catalog::CollectionItem& item) override {
    return records_->add(user, id, item);
  }
  Result<bool> take_out(std::string_view user, std::string_view id, std::string_view item_id) override {
    return records_->take_out(user, id, item_id);
  }
  Result<std::uint64_t> erase_user(std::string_view user) override { return records_->erase_user(user); }
};

class NotingShares final : public Noting<catalog::Shares> {
 public:
  using Noting::Noting;

  Result<bool> remove(std::string_view user, std::string_view id) override {
    EDIFY_TRY(const auto found, records_->find(id));
    if (found && found->user == user) EDIFY_CHECK(notes_->note(EndingKind::share_withdrawn, user, id));
    return records_->remove(user, id);
  }

  Result<catalog::Share> create(const catalog::Share& share) override { return records_->create(share); }
  Result<std::optional<catalog::Share>> find(std::string_view id) override { return records_->find(id); }
  Result<std::uint64_t> erase_user(std::string_view user) override { return records_->erase_user(user); }
  Result<std::uint64_t> forget_before(UnixSeconds time) override { return records_->forget_before(time); }
};

template <typename Wrapper, typename Records>
std::unique_ptr<Records> wrap(std::unique_ptr<Records> records, std::shared_ptr<EndingNotes> notes) {
  if (!notes) return records;
  return std::make_unique<Wrapper>(std::move(records), std::move(notes));
}

}  // namespace

std::unique_ptr<catalog::AccessRegister> noting(std::unique_ptr<catalog::AccessRegister> records,
                                                std::shared_ptr<EndingNotes> notes) {
  return wrap<NotingAccessRegister>(std::move(records), std::move(notes));
}
std::unique_ptr<catalog::Conversations> noting(std::unique_ptr<catalog::Conversations> records,
                                               std::shared_ptr<EndingNotes> notes) {
  return wrap<NotingConversations>(std::move(records), std::move(notes));
}
std::unique_ptr<catalog::Collections> noting(std::unique_ptr<catalog::Collections> records,
                                             std::shared_ptr<EndingNotes> notes) {
  return wrap<NotingCollections>(std::move(records), std::move(notes));
}
std::unique_ptr<catalog::Shares> noting(std::unique_ptr<catalog::Shares> records, std::shared_ptr<EndingNotes> notes) {
  return wrap<NotingShares>(std::move(records), std::move(notes));
}

}  // namespace edify::app
