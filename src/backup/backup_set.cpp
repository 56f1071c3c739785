#include "backup/backup_set.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <set>
#include <utility>

#include "backup/manifest_json.h"
#include "base/hash.h"
#include "base/hmac.h"

namespace edify::backup {
namespace {

constexpr std::string_view folder = "sets/";
constexpr std::string_view manifest_name = "manifest";
constexpr std::size_t time_length = std::string_view("20261123T021500Z").size();
constexpr std::size_t id_length = time_length + std::string_view("-1a2b3c4d").size();

std::string object_name(std::string_view id, std::string_view part) { return fmt::format("{}{}/{}", folder, id, part); }

std::string context_of(std::string_view id, std::string_view part) { return fmt::format("edify set {} {}", id, part); }

// The id of the set that an object belongs to; empty: of none.
std::string_view id_of_object(std::string_view name) {
  if (!name.starts_with(folder)) return {};
  name.remove_prefix(folder.size());
  const auto slash = name.find('/');
  return slash == std::string_view::npos || !time_of_set(name.substr(0, slash)) ? std::string_view{}
                                                                                : name.substr(0, slash);
}

std::unexpected<Error> damaged(const Destination& destination, std::string_view id, std::string_view part,
                               std::string_view why) {
  return fail(ErrorCode::unreadable,
              fmt::format("the set {} in {} is not to be trusted: {}: {}; choose another one with --set", id,
                          destination.description(), part, why),
              std::string(damaged_reason));
}

// What says nothing about the set is passed on as it is.
std::unexpected<Error> of_set(const Destination& destination, std::string_view id, std::string_view part,
                              const Error& error) {
  if (error.code == ErrorCode::not_found) return damaged(destination, id, part, "it is missing");
  if (error.reason == not_sealed_reason) return damaged(destination, id, part, error.message);
  return std::unexpected(error);
}

}  // namespace

const Part* Manifest::find(std::string_view name) const {
  const auto found = std::ranges::find(parts, name, &Part::name);
  return found == parts.end() ? nullptr : &*found;
}

std::uint64_t Manifest::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& part : parts) sum += part.bytes;
  return sum;
}

std::string new_set_id(UnixSeconds now) {
  return fmt::format("{:%Y%m%dT%H%M%SZ}-{}", fmt::gmtime(now), to_hex(random_bytes(4)));
}

Result<UnixSeconds> time_of_set(std::string_view id) {
  std::tm parts{};
  const std::string time(id.substr(0, time_length));
  const char* end = ::strptime(time.c_str(), "%Y%m%dT%H%M%SZ", &parts);
  if (id.size() == id_length && id[time_length] == '-' && end == time.c_str() + time.size()) {
    return UnixSeconds(std::chrono::seconds(::timegm(&parts)));
  }
  return fail(ErrorCode::invalid_argument,
              fmt::format("{} is not the id of a set; `edify restore --list` shows them", id));
}

Result<Part> SetWriter::add(const std::string& name, const Produce& produce) {
  Part part{.name = name, .bytes = 0, .sha256 = {}};
  Sha256 hash;
  const auto written = destination_.put(object_name(id_, name), [&](const TakeBytes& take) -> Result<void> {
    Sealer sealer(key_, context_of(id_, name), take);
    EDIFY_CHECK(produce([&](std::span<const std::byte> bytes) {
      hash.update(bytes);
      part.bytes += bytes.size();
      return sealer.append(bytes);
    }));
    return sealer.finish();
  });
  if (!written) return std::unexpected(written.error());
  part.sha256 = hash.finish_hex();
  return part;
}

Result<void> SetWriter::finish(const Manifest& manifest) {
  const std::string text = to_json(manifest);
  return destination_.put(object_name(id_, manifest_name), [&](const TakeBytes& take) -> Result<void> {
    Sealer sealer(key_, context_of(id_, manifest_name), take);
    EDIFY_CHECK(sealer.append(std::as_bytes(std::span(text))));
    return sealer.finish();
  });
}

Result<std::vector<std::string>> list_sets(Destination& destination) {
  EDIFY_TRY(const auto objects, destination.list(folder));
  std::vector<std::string> ids;
  for (const auto& object : objects) {
    const auto id = id_of_object(object.name);
    if (!id.empty() && object.name == object_name(id, manifest_name)) ids.emplace_back(id);
  }
  std::ranges::sort(ids, std::greater<>());
  return ids;
}

Result<Manifest> read_manifest(Destination& destination, const Secret& key, const std::string& id) {
  EDIFY_CHECK(time_of_set(id));
  std::string text;
  Unsealer unsealer(key, context_of(id, manifest_name), [&](std::span<const std::byte> bytes) -> Result<void> {
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  });
  auto read = destination.read(object_name(id, manifest_name),
                               [&](std::span<const std::byte> bytes) { return unsealer.append(bytes); });
  if (!read && read.error().code == ErrorCode::not_found) {
    return fail(ErrorCode::not_found,
                fmt::format("there is no set {} in {}; `edify restore --list` shows those that are", id,
                            destination.description()));
  }
  if (read) read = unsealer.finish();
  if (!read) return of_set(destination, id, manifest_name, read.error());
  auto manifest = manifest_from_json(text);
  if (!manifest) return damaged(destination, id, manifest_name, manifest.error().message);
  return manifest;
}

Result<void> read_part(Destination& destination, const Secret& key, const Manifest& manifest, const Part& part,
                       const TakeBytes& take) {
  Sha256 hash;
  std::uint64_t size = 0;
  Unsealer unsealer(key, context_of(manifest.id, part.name), [&](std::span<const std::byte> bytes) {
    hash.update(bytes);
    size += bytes.size();
    return take(bytes);
  });
  auto read = destination.read(object_name(manifest.id, part.name),
                               [&](std::span<const std::byte> bytes) { return unsealer.append(bytes); });
  if (read) read = unsealer.finish();
  if (!read) return of_set(destination, manifest.id, part.name, read.error());
  if (size != part.bytes || hash.finish_hex() != part.sha256) {
    return damaged(destination, manifest.id, part.name, "its checksum is not the manifest's");
  }
  return {};
}

Result<void> remove_set(Destination& destination, const std::string& id) {
  EDIFY_CHECK(time_of_set(id));
  EDIFY_CHECK(destination.remove(object_name(id, manifest_name)));
  EDIFY_TRY(const auto objects, destination.list(object_name(id, "")));
  for (const auto& object : objects) EDIFY_CHECK(destination.remove(object.name));
  return {};
}

Result<std::uint64_t> remove_unfinished(Destination& destination, UnixSeconds time) {
  EDIFY_TRY(const auto finished, list_sets(destination));
  const std::set<std::string_view> sets(finished.begin(), finished.end());
  EDIFY_TRY(const auto objects, destination.list(folder));
  std::uint64_t removed = 0;
  for (const auto& object : objects) {
    const auto id = id_of_object(object.name);
    if (id.empty() || sets.contains(id) || time_of_set(id).value() >= time) continue;
    EDIFY_CHECK(destination.remove(object.name));
    ++removed;
  }
  return removed;
}

}  // namespace edify::backup
