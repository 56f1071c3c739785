#include "backup/backup_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "backup/ending.h"
#include "backup/testing/memory_destination.h"
#include "base/hash.h"

namespace edify::backup {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Secret key(std::string(32, 'k'));
const UnixSeconds now{std::chrono::seconds(1'795'400'100)};  // 2026-11-23T02:15:00Z

Produce text(const std::string& content) {
  return [content](const TakeBytes& take) { return take(std::as_bytes(std::span(content))); };
}

// A set of two parts.
Manifest write_set(Destination& destination, UnixSeconds time = now) {
  Manifest manifest;
  manifest.id = new_set_id(time);
  manifest.created = time;
  manifest.program = "1.2.3";
  manifest.store = "embedded";
  manifest.catalog = "sqlite";
  manifest.documents = 3;
  manifest.chunks = 40;
  manifest.audit_head = "7:abc";
  manifest.audit_key = "0123456789abcdef";
  manifest.golden_queries = {{"what is osmosis", "student", "grade10", {"a/1", "b/2"}}, {"x", "admin", "", {}}};
  SetWriter writer(destination, key, manifest.id);
  for (const std::string name : {"edify.db", "audit.db"}) {
    manifest.parts.push_back(writer.add(name, text("content of " + name)).value());
  }
  EXPECT_TRUE(writer.finish(manifest));
  return manifest;
}

Result<std::string> part_of(Destination& destination, const Manifest& manifest, std::string_view name) {
  std::string out;
  EDIFY_CHECK(read_part(destination, key, manifest, *manifest.find(name),
                        [&](std::span<const std::byte> bytes) -> Result<void> {
                          out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
                          return {};
                        }));
  return out;
}

// The manifest and all parts.
Result<void> read_all(Destination& destination, const std::string& id, const Secret& with = key) {
  EDIFY_TRY(const auto manifest, read_manifest(destination, with, id));
  for (const auto& part : manifest.parts) {
    EDIFY_CHECK(read_part(destination, with, manifest, part, [](auto) { return Result<void>(); }));
  }
  return {};
}

void expect_damaged(const Result<void>& result, std::string_view what) {
  ASSERT_FALSE(result) << what;
  EXPECT_EQ(result.error().code, ErrorCode::unreadable) << what;
  EXPECT_EQ(result.error().reason, damaged_reason) << what;
}

TEST(BackupSet, IsReadAsItWasWritten) {
  MemoryDestination destination;
  const auto written = write_set(destination);
  const auto read = read_manifest(destination, key, written.id);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, written);
  EXPECT_EQ(part_of(destination, *read, "edify.db"), "content of edify.db");
  EXPECT_EQ(part_of(destination, *read, "audit.db"), "content of audit.db");
  EXPECT_EQ(read->find("other"), nullptr);
}

TEST(BackupSet, SaysNothingToWhoHasNoKey) {
  MemoryDestination destination;
  write_set(destination);
  for (const auto& [name, bytes] : destination.objects) {
    EXPECT_EQ(bytes.find("content of"), std::string::npos) << name;
    EXPECT_EQ(bytes.find("osmosis"), std::string::npos) << name;
  }
}

TEST(BackupSet, IsRefusedWhereAnyOfItsBytesIsAnother) {
  MemoryDestination destination;
  const auto id = write_set(destination).id;
  for (auto& [name, bytes] : destination.objects) {
    for (std::size_t place = 0; place < bytes.size(); ++place) {
      bytes[place] = static_cast<char>(bytes[place] ^ 0x20);
      expect_damaged(read_all(destination, id), name);
      bytes[place] = static_cast<char>(bytes[place] ^ 0x20);
    }
  }
  EXPECT_TRUE(read_all(destination, id));
}

TEST(BackupSet, IsRefusedWhereSomethingIsMissing) {
  MemoryDestination destination;
  const auto id = write_set(destination).id;
  const auto whole = destination.objects;
  for (const auto& [name, bytes] : whole) {
    for (const std::size_t length : {std::size_t{0}, std::size_t{20}, std::size_t{40}, bytes.size() - 1}) {
      destination.objects[name] = bytes.substr(0, length);
      expect_damaged(read_all(destination, id), name);
    }
    destination.objects[name] = bytes + 'x';
    expect_damaged(read_all(destination, id), name);
    destination.objects.erase(name);
    EXPECT_FALSE(read_all(destination, id)) << name;
    destination.objects = whole;
  }
}

TEST(BackupSet, IsRefusedWithWhatBelongsElsewhere) {
  MemoryDestination destination;
  const auto one = write_set(destination);
  const auto other = write_set(destination, now + std::chrono::hours(1));
  const auto name = [](const Manifest& set, const std::string& part) { return "sets/" + set.id + "/" + part; };
  const auto whole = destination.objects;

  destination.objects[name(one, "edify.db")] = whole.at(name(one, "audit.db"));
  expect_damaged(read_all(destination, one.id), "a part of the same set");
  destination.objects[name(one, "edify.db")] = whole.at(name(other, "edify.db"));
  expect_damaged(read_all(destination, one.id), "the same part of another set");
  destination.objects = whole;
  destination.objects[name(one, "manifest")] = whole.at(name(other, "manifest"));
  expect_damaged(read_all(destination, one.id), "another set's manifest");
}

TEST(BackupSet, IsRefusedWithAnotherKey) {
  MemoryDestination destination;
  const auto id = write_set(destination).id;
  expect_damaged(read_all(destination, id, Secret(std::string(32, 'x'))), "another key");
}

TEST(BackupSet, ThatIsNotThereIsNotFound) {
  MemoryDestination destination;
  EXPECT_EQ(read_manifest(destination, key, new_set_id(now)).error().code, ErrorCode::not_found);
  EXPECT_EQ(read_manifest(destination, key, "../etc/passwd").error().code, ErrorCode::invalid_argument);
}

TEST(BackupSet, IsListedOnceItsManifestIsThere) {
  MemoryDestination destination;
  EXPECT_THAT(list_sets(destination).value(), IsEmpty());
  const auto old = write_set(destination);
  const auto newer = write_set(destination, now + std::chrono::hours(1));
  SetWriter(destination, key, new_set_id(now + std::chrono::hours(2))).add("edify.db", text("half")).value();
  EXPECT_THAT(list_sets(destination).value(), ElementsAre(newer.id, old.id));
  EXPECT_EQ(time_of_set(old.id), now);
}

TEST(BackupSet, IsRemovedWhole) {
  MemoryDestination destination;
  const auto old = write_set(destination);
  const auto newer = write_set(destination, now + std::chrono::hours(1));
  ASSERT_TRUE(remove_set(destination, old.id));
  EXPECT_THAT(list_sets(destination).value(), ElementsAre(newer.id));
  EXPECT_EQ(destination.objects.size(), 3U);
}

TEST(BackupSet, ThatWasNeverFinishedGoesInTheEnd) {
  MemoryDestination destination;
  const auto whole = write_set(destination);
  SetWriter(destination, key, new_set_id(now)).add("edify.db", text("half")).value();
  SetWriter(destination, key, new_set_id(now + std::chrono::hours(2))).add("edify.db", text("in hand")).value();
  EXPECT_EQ(remove_unfinished(destination, now + std::chrono::hours(1)), 1U);
  EXPECT_EQ(destination.objects.size(), 4U);
  EXPECT_TRUE(read_all(destination, whole.id));
}

TEST(BackupSet, WhoseContentBreaksOffIsNone) {
  MemoryDestination destination;
  SetWriter writer(destination, key, new_set_id(now));
  EXPECT_FALSE(writer.add("edify.db", [](const TakeBytes&) -> Result<void> {
    return fail(ErrorCode::unavailable, "the database is away");
  }));
  EXPECT_THAT(destination.objects, IsEmpty());
}

EndingTime at(int seconds) { return EndingTime(std::chrono::seconds(1'795'400'100 + seconds)); }

TEST(Endings, AreCarriedToTheDestinationAndReadInTheirOrder) {
  MemoryDestination journal;
  MemoryDestination destination;
  const Ending denied{EndingKind::user_denied, at(2), "s-7", "", "left the school"};
  const Ending allowed{EndingKind::user_allowed, at(3), "s-7", "", ""};
  const Ending revoked{EndingKind::key_revoked, at(1), "", "k-1", ""};
  for (const auto& ending : {denied, allowed, revoked}) ASSERT_TRUE(note_ending(journal, key, ending));
  EXPECT_EQ(carry_endings(journal, destination), 3U);
  EXPECT_THAT(journal.objects, IsEmpty());
  EXPECT_THAT(read_endings(destination, key, at(0)).value(), ElementsAre(revoked, denied, allowed));
  EXPECT_THAT(read_endings(destination, key, at(3)).value(), ElementsAre(allowed));
  EXPECT_EQ(forget_endings(destination, at(2)), 1U);
  EXPECT_THAT(read_endings(destination, key, at(0)).value(), ElementsAre(denied, allowed));
}

TEST(Endings, WaitInTheJournalWhileTheDestinationIsAway) {
  MemoryDestination journal;
  MemoryDestination destination;
  ASSERT_TRUE(note_ending(journal, key, {EndingKind::user_erased, at(1), "s-7", "", ""}));
  destination.is_away = true;
  EXPECT_FALSE(carry_endings(journal, destination));
  EXPECT_EQ(journal.objects.size(), 1U);
  destination.is_away = false;
  EXPECT_EQ(carry_endings(journal, destination), 1U);
}

TEST(Endings, AreNotBelievedWhereTheyWereChangedOrRenamed) {
  MemoryDestination destination;
  ASSERT_TRUE(note_ending(destination, key, {EndingKind::user_denied, at(1), "s-7", "", ""}));
  const auto [name, bytes] = *destination.objects.begin();
  destination.objects[name].back() ^= 1;
  EXPECT_EQ(read_endings(destination, key, at(0)).error().reason, damaged_reason);
  // A denial whose time is moved past the permission that followed it.
  destination.objects.clear();
  destination.objects["endings/001999999999999-0000000000000000"] = bytes;
  EXPECT_EQ(read_endings(destination, key, at(0)).error().reason, damaged_reason);
}

TEST(Endings, SayNothingToWhoHasNoKey) {
  MemoryDestination destination;
  ASSERT_TRUE(note_ending(destination, key, {EndingKind::user_erased, at(1), "amira@school.example", "", ""}));
  for (const auto& [name, bytes] : destination.objects) {
    EXPECT_EQ((name + bytes).find("amira"), std::string::npos);
  }
}

}  // namespace
}  // namespace edify::backup
