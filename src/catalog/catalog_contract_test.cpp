#include "catalog/catalog_contract.h"

namespace edify::catalog {
namespace {

TEST_P(CatalogContract, GivesBackARowAsItWasSaved) {
  LedgerEntry saved = entry("SOP/a.pdf", DocumentState::failed);
  saved.size = 5'000'000'000;
  saved.etag = "e1";
  saved.version = "v1";
  saved.reason = "encrypted";
  saved.message = "SOP/a.pdf needs a password";
  saved.tries = 2;
  saved.chunks = 7;
  saved.pages = 12;
  saved.pages_needing_ocr = {1, 5, 12};
  saved.quality = {.characters = 12'345,
                   .pages_ocred = 3,
                   .ocr_confidence = 0.875,
                   .language = "hi",
                   .suspicious_pages = {{4, "low_confidence"}, {9, "legacy_font"}},
                   .personal_data = {{"email", 2}, {"pan", 1}}};
  saved.findings = {"no_grade", "no_title"};
  saved.first_seen = UnixSeconds(std::chrono::seconds(1000));
  saved.updated = UnixSeconds(std::chrono::seconds(2000));
  saved.retry_after = UnixSeconds(std::chrono::seconds(3000));
  ASSERT_TRUE(catalog_->save(saved));
  const auto found = catalog_->find("SOP/a.pdf").value();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->source, saved.source);
  EXPECT_EQ(found->size, saved.size);
  EXPECT_EQ(found->etag, saved.etag);
  EXPECT_EQ(found->version, saved.version);
  EXPECT_EQ(found->state, saved.state);
  EXPECT_EQ(found->reason, saved.reason);
  EXPECT_EQ(found->message, saved.message);
  EXPECT_EQ(found->tries, saved.tries);
  EXPECT_EQ(found->chunks, saved.chunks);
  EXPECT_EQ(found->pages, saved.pages);
  EXPECT_EQ(found->pages_needing_ocr, saved.pages_needing_ocr);
  EXPECT_EQ(found->quality, saved.quality);
  EXPECT_EQ(found->findings, saved.findings);
  EXPECT_EQ(found->first_seen, saved.first_seen);
  EXPECT_EQ(found->updated, saved.updated);
  EXPECT_EQ(found->retry_after, saved.retry_after);
}

TEST_P(CatalogContract, FindsNothingForAPathNeverSeen) { EXPECT_FALSE(catalog_->find("nowhere").value().has_value()); }

TEST_P(CatalogContract, ReplacesTheRowOfAPath) {
  ASSERT_TRUE(catalog_->save(entry("a", DocumentState::processing)));
  ASSERT_TRUE(catalog_->save(entry("a", DocumentState::done)));
  EXPECT_EQ(catalog_->count_by_state().value(), (std::map<DocumentState, std::uint64_t>{{DocumentState::done, 1}}));
}

TEST_P(CatalogContract, VisitsRowsByPathAndByState) {
  for (int i = 0; i < 1203; ++i) {
    char path[16];
    std::snprintf(path, sizeof path, "p%05d", i);
    ASSERT_TRUE(catalog_->save(entry(path, i % 3 == 0 ? DocumentState::failed : DocumentState::done)));
  }
  std::vector<std::string> all;
  ASSERT_TRUE(catalog_->each(std::nullopt, [&](const LedgerEntry& each) {
    all.push_back(each.path);
    return true;
  }));
  EXPECT_EQ(all.size(), 1203U);
  EXPECT_TRUE(std::ranges::is_sorted(all));
  std::size_t failed = 0;
  ASSERT_TRUE(catalog_->each(DocumentState::failed, [&](const LedgerEntry&) { return ++failed < 1000; }));
  EXPECT_EQ(failed, 401U);
}

TEST_P(CatalogContract, ListsAsUnseenOnlyWhatAFullSweepOfItsSourceDidNotMark) {
  for (const auto* path : {"SOP/a", "SOP/b", "kb/c"}) ASSERT_TRUE(catalog_->save(entry(path)));
  ASSERT_TRUE(catalog_->save(entry("SOP/gone before", DocumentState::deleted)));
  auto elsewhere = entry("SOP/other");
  elsewhere.source = "folder:/other";
  ASSERT_TRUE(catalog_->save(elsewhere));
  const auto sweep = catalog_->begin_sweep().value();
  ASSERT_TRUE(catalog_->mark_seen(std::vector<std::string>{"SOP/a"}));
  EXPECT_EQ(unseen("", sweep), (std::vector<std::string>{"SOP/b", "kb/c"}));
  EXPECT_EQ(unseen("SOP/", sweep), (std::vector<std::string>{"SOP/b"}));
  EXPECT_EQ(unseen("", sweep, "folder:/other"), (std::vector<std::string>{"SOP/other"}));
  const auto next = catalog_->begin_sweep().value();
  EXPECT_GT(next, sweep);
  EXPECT_EQ(unseen("SOP/", next), (std::vector<std::string>{"SOP/a", "SOP/b"}))
      << "marks of an older sweep do not count";
}

TEST_P(CatalogContract, TakesAPercentSignInAPrefixLiterally) {
  ASSERT_TRUE(catalog_->save(entry("100% attendance.pdf")));
  ASSERT_TRUE(catalog_->save(entry("1000 words.pdf")));
  const auto sweep = catalog_->begin_sweep().value();
  EXPECT_EQ(unseen("100%", sweep), (std::vector<std::string>{"100% attendance.pdf"}));
}

TEST_P(CatalogContract, DoesNotTakeForGoneWhatAnotherIngesterHasJustSeen) {
  const auto mine = catalog_->begin_sweep().value();
  const auto theirs = catalog_->begin_sweep().value();
  ASSERT_TRUE(catalog_->add(entry("SOP/uploaded after they listed")));
  ASSERT_TRUE(catalog_->save(entry("SOP/old")));
  ASSERT_TRUE(catalog_->mark_seen(std::vector<std::string>{"SOP/old"}));
  EXPECT_TRUE(unseen("", mine).empty());
  EXPECT_TRUE(unseen("", theirs).empty());
}

TEST_P(CatalogContract, LeavesLeasedDocumentsOutOfTheUnseen) {
  ASSERT_TRUE(catalog_->save(entry("a")));
  ASSERT_TRUE(catalog_->lease("a", "me", in_an_hour()).value().has_value());
  const auto sweep = catalog_->begin_sweep().value();
  EXPECT_TRUE(unseen("", sweep).empty());
  ASSERT_TRUE(catalog_->release("a", "me"));
  EXPECT_EQ(unseen("", sweep), (std::vector<std::string>{"a"}));
}

TEST_P(CatalogContract, AddsARowOnlyWhereThereIsNone) {
  ASSERT_TRUE(catalog_->add(entry("a", DocumentState::pending)));
  ASSERT_TRUE(catalog_->add(entry("a", DocumentState::done)));
  EXPECT_EQ(catalog_->find("a").value()->state, DocumentState::pending);
}

TEST_P(CatalogContract, LeasesADocumentToOneOwnerAtATime) {
  EXPECT_FALSE(catalog_->lease("nowhere", "me", in_an_hour()).value().has_value());
  ASSERT_TRUE(catalog_->save(entry("a")));
  const auto leased = catalog_->lease("a", "me", in_an_hour()).value();
  ASSERT_TRUE(leased.has_value());
  EXPECT_EQ(leased->content_hash, "hash of a");
  EXPECT_FALSE(catalog_->lease("a", "you", in_an_hour()).value().has_value());
  EXPECT_TRUE(catalog_->lease("a", "me", in_an_hour()).value().has_value()) << "the holder may extend it";
  ASSERT_TRUE(catalog_->release("a", "you"));
  EXPECT_FALSE(catalog_->lease("a", "you", in_an_hour()).value().has_value()) << "only the holder can release it";
  ASSERT_TRUE(catalog_->release("a", "me"));
  EXPECT_TRUE(catalog_->lease("a", "you", in_an_hour()).value().has_value());
}

TEST_P(CatalogContract, GivesADocumentWhoseLeaseHasEndedToTheNext) {
  ASSERT_TRUE(catalog_->save(entry("a", DocumentState::processing)));
  ASSERT_TRUE(catalog_->lease("a", "killed", an_hour_ago()).value().has_value());
  EXPECT_TRUE(catalog_->lease("a", "me", in_an_hour()).value().has_value());
}

TEST_P(CatalogContract, KeepsALeaseThatIsRenewedInTime) {
  ASSERT_TRUE(catalog_->save(entry("a")));
  ASSERT_TRUE(catalog_->lease("a", "me", an_hour_ago()).value().has_value());
  ASSERT_TRUE(catalog_->renew("me", in_an_hour()));
  EXPECT_FALSE(catalog_->lease("a", "you", in_an_hour()).value().has_value());
}

TEST_P(CatalogContract, EndsEveryLeaseWhereNobodyIsAtWork) {
  for (const std::string path : {"a", "b", "c"}) ASSERT_TRUE(catalog_->save(entry(path)));
  ASSERT_TRUE(catalog_->lease("a", "one", in_an_hour()).value().has_value());
  ASSERT_TRUE(catalog_->lease("b", "other", in_an_hour()).value().has_value());
  ASSERT_TRUE(catalog_->end_leases());
  for (const std::string path : {"a", "b", "c"}) {
    EXPECT_TRUE(catalog_->lease(path, "me", in_an_hour()).value().has_value()) << path;
  }
  EXPECT_FALSE(catalog_->finish(entry("a"), "one").value()) << "it is another's by now";
}

TEST_P(CatalogContract, FinishesADocumentOnlyForWhoStillHoldsIt) {
  ASSERT_TRUE(catalog_->save(entry("a", DocumentState::processing)));
  ASSERT_TRUE(catalog_->lease("a", "slow", an_hour_ago()).value().has_value());
  ASSERT_TRUE(catalog_->lease("a", "me", in_an_hour()).value().has_value());
  EXPECT_FALSE(catalog_->finish(entry("a"), "slow").value());
  EXPECT_EQ(catalog_->find("a").value()->state, DocumentState::pending) << "somebody wrote over it: due again";
  EXPECT_TRUE(catalog_->finish(entry("a"), "me").value());
  EXPECT_EQ(catalog_->find("a").value()->state, DocumentState::done);
  EXPECT_TRUE(catalog_->lease("a", "you", in_an_hour()).value().has_value()) << "finishing ends the lease";
}

TEST_P(CatalogContract, GroupsDoneDocumentsWithTheSameBytes) {
  auto first = entry("b");
  auto copy = entry("a");
  auto failed = entry("c", DocumentState::failed);
  copy.content_hash = failed.content_hash = first.content_hash;
  for (const auto& each : {first, copy, failed, entry("alone")}) ASSERT_TRUE(catalog_->save(each));
  std::vector<std::vector<std::string>> groups;
  ASSERT_TRUE(catalog_->each_duplicate_group([&](std::span<const std::string> paths) {
    groups.emplace_back(paths.begin(), paths.end());
    return true;
  }));
  EXPECT_EQ(groups, (std::vector<std::vector<std::string>>{{"a", "b"}}));
  EXPECT_EQ(catalog_->done_with_content(first.content_hash).value(), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(catalog_->done_with_content("unknown").value().empty());
}

TEST_P(CatalogContract, RemembersWhatTheIngestsAreDoing) {
  EXPECT_EQ(catalog_->ingestion().value().state, "never");
  RunRecord first{"one", "folder:/school", UnixSeconds(std::chrono::seconds(50)), {}, "{}", R"({"files_seen":3})"};
  first.summary = {"finished", 0, 2, 10, 0, UnixSeconds(std::chrono::seconds(60))};
  RunRecord second{"two", "folder:/school", unix_now(), {}, R"({"files":1})", ""};
  second.summary = {"running", 12, 1.5, 60.25, 1 << 20, unix_now()};
  ASSERT_TRUE(catalog_->save_run(first));
  EXPECT_EQ(catalog_->ingestion().value().state, "finished");
  ASSERT_TRUE(catalog_->save_run(second));
  auto runs = catalog_->runs(10).value();
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].progress, R"({"files":1})");
  EXPECT_EQ(runs[1].report, R"({"files_seen":3})");
  RunRecord third = second;
  third.id = "three";
  third.summary.queue = 9;
  ASSERT_TRUE(catalog_->save_run(third));
  const auto together = catalog_->ingestion().value();
  EXPECT_EQ(together.state, "running");
  EXPECT_EQ(together.queue, 12U);
  EXPECT_DOUBLE_EQ(together.files_per_second, 3);
}

TEST_P(CatalogContract, KeepsThePageTextsOfADocumentUntilTheyAreForgotten) {
  std::string text = "two\nlines and bytes of every kind, again and again and again and again ";
  for (int byte = 0; byte < 256; ++byte) text += static_cast<char>(byte);
  EXPECT_FALSE(catalog_->find_page_text("a", 1, "v1").value().has_value());
  ASSERT_TRUE(catalog_->save_page_text("a", 1, "v1", "first try"));
  ASSERT_TRUE(catalog_->save_page_text("a", 1, "v1", text));
  ASSERT_TRUE(catalog_->save_page_text("a", 2, "v1", ""));
  ASSERT_TRUE(catalog_->save_page_text("b", 1, "v1", "another document's"));
  EXPECT_EQ(catalog_->find_page_text("a", 1, "v1").value(), text);
  EXPECT_EQ(catalog_->find_page_text("a", 2, "v1").value(), "");
  EXPECT_FALSE(catalog_->find_page_text("a", 1, "v2").value().has_value()) << "another reader reads otherwise";
  ASSERT_TRUE(catalog_->forget_page_texts("a"));
  EXPECT_FALSE(catalog_->find_page_text("a", 1, "v1").value().has_value());
  EXPECT_TRUE(catalog_->find_page_text("b", 1, "v1").value().has_value());
}

TEST_P(CatalogContract, CallsARunThatFellSilentInterrupted) {
  RunRecord run{"one", "folder:/school", an_hour_ago(), {}, "", ""};
  run.summary = {"running", 12, 1.5, 60.25, 1 << 20, an_hour_ago()};
  ASSERT_TRUE(catalog_->save_run(run));
  EXPECT_EQ(catalog_->runs(1).value().at(0).summary.state, "interrupted");
  EXPECT_EQ(catalog_->ingestion().value().state, "interrupted");
}

TEST_P(CatalogContract, ForgetsRunsThatAreOld) {
  for (const int second : {100, 200}) {
    RunRecord run;
    run.id = std::to_string(second);
    run.summary.state = "finished";
    run.started = run.summary.last_update = UnixSeconds(std::chrono::seconds(second));
    ASSERT_TRUE(catalog_->save_run(run));
  }
  EXPECT_EQ(catalog_->forget_runs_before(UnixSeconds(std::chrono::seconds(200))).value(), 1U);
  const auto left = catalog_->runs(10).value();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].id, "200");
}

TEST_P(CatalogContract, LetsOneCallerDoWhatIsDoneOnceADay) {
  const auto now = unix_now();
  const std::chrono::hours day{24};
  EXPECT_TRUE(catalog_->claim("upkeep", now, day).value());
  EXPECT_FALSE(catalog_->claim("upkeep", now, day).value());
  EXPECT_FALSE(catalog_->claim("upkeep", now + std::chrono::hours(23), day).value());
  EXPECT_TRUE(catalog_->claim("other", now, day).value());
  EXPECT_TRUE(catalog_->claim("upkeep", now + day, day).value());
  EXPECT_FALSE(catalog_->claim("upkeep", now + day, day).value());
}

}  // namespace
}  // namespace edify::catalog
