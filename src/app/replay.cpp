#include "app/replay.h"

#include <chrono>

#include "app/erasure.h"
#include "app/wiring.h"

namespace edify::app {
namespace {

using backup::Ending;
using backup::EndingKind;

class Replay {
 public:
  static Result<Replay> open(const Config& config) {
    Replay replay(config);
    EDIFY_TRY(replay.access_register_, open_access_register(config));
    EDIFY_TRY(replay.conversations_, open_conversations(config));
    EDIFY_TRY(replay.collections_, open_collections(config));
    EDIFY_TRY(replay.shares_, open_shares(config));
    return replay;
  }

  Result<void> end(const Ending& ending) {
    const auto time = std::chrono::floor<std::chrono::seconds>(ending.time);
    // That there is nothing of it in an older backup is no error.
    switch (ending.kind) {
      case EndingKind::user_erased: return done(erase_everything_about(config_, ending.user));
      case EndingKind::user_denied: return access_register_->deny({ending.user, ending.reason, time});
      case EndingKind::user_allowed: return done(access_register_->allow(ending.user));
      case EndingKind::key_revoked: return done(access_register_->revoke_key(ending.id, time));
      case EndingKind::conversation_deleted: return done(conversations_->remove(ending.user, ending.id));
      case EndingKind::collection_deleted: return done(collections_->remove(ending.user, ending.id));
      case EndingKind::share_withdrawn: return done(shares_->remove(ending.user, ending.id));
    }
    return {};
  }

 private:
  explicit Replay(const Config& config) : config_(config) {}

  template <typename T>
  static Result<void> done(const Result<T>& result) {
    if (!result) return std::unexpected(result.error());
    return {};
  }

  const Config& config_;
  std::unique_ptr<catalog::AccessRegister> access_register_;
  std::unique_ptr<catalog::Conversations> conversations_;
  std::unique_ptr<catalog::Collections> collections_;
  std::unique_ptr<catalog::Shares> shares_;
};

}  // namespace

Result<void> replay(const Config& config, std::span<const Ending> endings) {
  EDIFY_TRY(auto replay, Replay::open(config));
  for (const auto& ending : endings) EDIFY_CHECK(replay.end(ending));
  return {};
}

}  // namespace edify::app
