#include "backup/ending.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <optional>
#include <utility>

#include "backup/backup_set.h"
#include "base/hmac.h"

namespace edify::backup {
namespace {

namespace json = boost::json;

constexpr std::string_view folder = "endings/";
constexpr std::size_t time_digits = 15;  // of milliseconds since 1970, for thirty thousand years

constexpr std::array<std::pair<EndingKind, std::string_view>, 7> kinds = {{
    {EndingKind::user_erased, "user_erased"},
    {EndingKind::user_denied, "user_denied"},
    {EndingKind::user_allowed, "user_allowed"},
    {EndingKind::key_revoked, "key_revoked"},
    {EndingKind::conversation_deleted, "conversation_deleted"},
    {EndingKind::collection_deleted, "collection_deleted"},
    {EndingKind::share_withdrawn, "share_withdrawn"},
}};

// Sorted by name is sorted by time.
std::string new_name(EndingTime time) {
  return fmt::format("{}{:0{}}-{}", folder, time.time_since_epoch().count(), time_digits, to_hex(random_bytes(8)));
}

// Nothing where it is no ending's name.
std::optional<EndingTime> time_of(std::string_view name) {
  if (!name.starts_with(folder) || name.size() < folder.size() + time_digits) return std::nullopt;
  const auto digits = name.substr(folder.size(), time_digits);
  std::int64_t milliseconds = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), milliseconds);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return EndingTime(std::chrono::milliseconds(milliseconds));
}

std::string context_of(std::string_view name) { return fmt::format("edify ending {}", name); }

std::string to_json(const Ending& ending) {
  return json::serialize(json::object{{"kind", to_string(ending.kind)},
                                      {"time_ms", ending.time.time_since_epoch().count()},
                                      {"user", ending.user},
                                      {"id", ending.id},
                                      {"reason", ending.reason}});
}

Result<Ending> ending_from_json(std::string_view text) {
  try {
    const auto value = json::parse(text);
    const auto& object = value.as_object();
    const auto field = [&](std::string_view name) { return json::value_to<std::string>(object.at(name)); };
    const auto kind = std::ranges::find(kinds, field("kind"), &std::pair<EndingKind, std::string_view>::second);
    if (kind == kinds.end()) return fail(ErrorCode::unreadable, fmt::format("its kind {} is not known", field("kind")));
    return Ending{.kind = kind->first,
                  .time = EndingTime(std::chrono::milliseconds(object.at("time_ms").to_number<std::int64_t>())),
                  .user = field("user"),
                  .id = field("id"),
                  .reason = field("reason")};
  } catch (const std::exception& error) {  // of Boost.JSON
    return fail(ErrorCode::unreadable, error.what());
  }
}

Result<Ending> read_ending(Destination& destination, const Secret& key, const std::string& name) {
  std::string text;
  Unsealer unsealer(key, context_of(name), [&](std::span<const std::byte> bytes) -> Result<void> {
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  });
  auto read = destination.read(name, [&](std::span<const std::byte> bytes) { return unsealer.append(bytes); });
  if (read) read = unsealer.finish();
  if (!read && read.error().reason != not_sealed_reason) return std::unexpected(read.error());
  auto ending = read ? ending_from_json(text) : Result<Ending>(std::unexpected(read.error()));
  if (ending) return ending;
  return fail(
      ErrorCode::unreadable,
      fmt::format("{} in {} is not to be trusted: {}; without it something could come back that somebody ended. "
                  "Find out who could write there; once it is removed, the rest is used",
                  name, destination.description(), ending.error().message),
      std::string(damaged_reason));
}

}  // namespace

std::string_view to_string(EndingKind kind) {
  return std::ranges::find(kinds, kind, &std::pair<EndingKind, std::string_view>::first)->second;
}

Result<void> note_ending(Destination& journal, const Secret& key, const Ending& ending) {
  const auto name = new_name(ending.time);
  const auto text = to_json(ending);
  return journal.put(name, [&](const TakeBytes& take) -> Result<void> {
    Sealer sealer(key, context_of(name), take);
    EDIFY_CHECK(sealer.append(std::as_bytes(std::span(text))));
    return sealer.finish();
  });
}

Result<std::uint64_t> carry_endings(Destination& journal, Destination& destination) {
  EDIFY_TRY(const auto noted, journal.list(folder));
  std::uint64_t carried = 0;
  for (const auto& object : noted) {
    const auto copied =
        destination.put(object.name, [&](const TakeBytes& take) { return journal.read(object.name, take); });
    // Another process may have carried it.
    if (!copied && copied.error().code == ErrorCode::not_found) continue;
    if (!copied) return std::unexpected(copied.error());
    EDIFY_CHECK(journal.remove(object.name));
    ++carried;
  }
  return carried;
}

Result<std::vector<Ending>> read_endings(Destination& destination, const Secret& key, EndingTime since) {
  EDIFY_TRY(const auto objects, destination.list(folder));
  std::vector<Ending> endings;
  for (const auto& object : objects) {
    const auto time = time_of(object.name);
    if (!time || *time < since) continue;
    EDIFY_TRY(auto ending, read_ending(destination, key, object.name));
    endings.push_back(std::move(ending));
  }
  return endings;
}

Result<std::uint64_t> forget_endings(Destination& destination, EndingTime before) {
  EDIFY_TRY(const auto objects, destination.list(folder));
  std::uint64_t forgotten = 0;
  for (const auto& object : objects) {
    const auto time = time_of(object.name);
    if (!time || *time >= before) continue;
    EDIFY_CHECK(destination.remove(object.name));
    ++forgotten;
  }
  return forgotten;
}

}  // namespace edify::backup
