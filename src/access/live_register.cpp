#include "access/live_register.h"

#include <fmt/format.h>

#include <utility>

#include "access/api_key.h"
#include "access/claim_values.h"
#include "base/log.h"

namespace edify::access {
namespace {

using Clock = std::chrono::steady_clock;

// To the minute is enough to find keys that nobody uses, and a busy key is written once a minute.
UnixSeconds to_the_minute(UnixSeconds time) { return std::chrono::floor<std::chrono::minutes>(time); }

std::unexpected<Error> bad_key(std::string_view why) {
  return fail(ErrorCode::unauthenticated, fmt::format("the API key is not valid: {}", why), "invalid_key");
}

Principal principal_of(const catalog::ApiKey& key) {
  KeyGrant grant{.id = key.id,
                 .routes = {key.routes.begin(), key.routes.end()},
                 .requests_a_minute = key.requests_a_minute,
                 .may_act_for_users = key.may_act_for_users};
  return {.user = std::string(key_user_prefix) + key.id,
          .role = key.role,
          .grades = key.grades,
          .all_grades = key.all_grades,
          .key = std::make_shared<const KeyGrant>(std::move(grant))};
}

}  // namespace

Result<std::unique_ptr<LiveRegister>> LiveRegister::start(catalog::AccessRegister& of, const Options& options) {
  std::unique_ptr<LiveRegister> live(new LiveRegister(of, options));
  EDIFY_TRY(live->snapshot_, live->read(nullptr));
  live->read_at_ = Clock::now();
  live->watcher_ = std::jthread([raw = live.get()](const std::stop_token& stop) { raw->watch(stop); });
  return live;
}

LiveRegister::~LiveRegister() {
  watcher_.request_stop();
  if (watcher_.joinable()) watcher_.join();
  look();  // the last uses
}

// The generation is read first: a change in the middle is read again the next time.
Result<std::shared_ptr<const LiveRegister::Snapshot>> LiveRegister::read(const Snapshot* known) {
  auto snapshot = std::make_shared<Snapshot>();
  EDIFY_TRY(snapshot->generation, register_.generation());
  if (known != nullptr && known->generation == snapshot->generation) return nullptr;
  EDIFY_TRY(const auto keys, register_.keys());
  for (const auto& key : keys) {
    if (key.revoked != UnixSeconds{}) continue;
    snapshot->keys.emplace(key.secret_hash, GoodKey{principal_of(key), key.expires});
  }
  EDIFY_TRY(const auto denials, register_.denials());
  for (const auto& denial : denials) snapshot->denied.insert(denial.user);
  EDIFY_TRY(const auto ended, register_.ended_sessions());
  snapshot->ended_sessions.insert(ended.begin(), ended.end());
  return snapshot;
}

void LiveRegister::watch(const std::stop_token& stop) {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      stopped_.wait_for(lock, stop, options_.interval, [] { return false; });
    }
    if (stop.stop_requested()) return;
    look();
  }
}

void LiveRegister::look() {
  const std::lock_guard one_after_the_other(look_mutex_);
  std::map<std::string, UnixSeconds> uses;
  std::shared_ptr<const Snapshot> known;
  {
    const std::lock_guard lock(mutex_);
    uses.swap(uses_);
    known = snapshot_;
  }
  const auto started = Clock::now();
  const auto read_now = read(known.get());
  if (!read_now) {
    log::error("cannot read who is denied: {}", read_now.error().message);
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    if (*read_now) snapshot_ = *read_now;
    read_at_ = started;
  }
  if (uses.empty()) return;
  if (const auto noted = register_.note_uses(uses); !noted) {
    log::warn("cannot note when API keys were used: {}", noted.error().message);
  }
}

Result<std::shared_ptr<const LiveRegister::Snapshot>> LiveRegister::current() const {
  const std::lock_guard lock(mutex_);
  if (Clock::now() - read_at_ > options_.longest_silence) {
    return fail(ErrorCode::unavailable, "nobody is let in: who is denied can not be read", "register_silent");
  }
  return snapshot_;
}

Result<Principal> LiveRegister::find_key(std::string_view key, UnixSeconds now) {
  if (!is_api_key(key)) return bad_key("it is not one; is it cut, or mistyped?");
  EDIFY_TRY(const auto snapshot, current());
  const auto found = snapshot->keys.find(hash_api_key(key));
  if (found == snapshot->keys.end()) return bad_key("it is not known here, or was revoked");
  if (now >= found->second.expires) return bad_key("it has expired; make a new one with `edify key create`");
  const Principal& principal = found->second.principal;
  const std::lock_guard lock(mutex_);
  auto& last_use = last_uses_[principal.key->id];
  if (last_use < to_the_minute(now)) last_use = uses_[principal.key->id] = to_the_minute(now);
  return principal;
}

Result<void> LiveRegister::check_user(std::string_view user) const {
  EDIFY_TRY(const auto snapshot, current());
  if (!snapshot->denied.contains(user)) return {};
  return fail(ErrorCode::forbidden, "this user has been denied access; ask who runs this service", "user_denied");
}

Result<void> LiveRegister::check_session(std::string_view id) const {
  EDIFY_TRY(const auto snapshot, current());
  if (!snapshot->ended_sessions.contains(id)) return {};
  return fail(ErrorCode::unauthenticated, "this session has been ended; sign in again", "session_ended");
}

Result<void> LiveRegister::end_session(const std::string& id, UnixSeconds until, UnixSeconds now) {
  EDIFY_CHECK(register_.end_session(id, until, now));
  look();
  return {};
}

}  // namespace edify::access
