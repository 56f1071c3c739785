// The conductor with real ledger and store, and a source, a parser and a model that do what a test says.
#include "ingest/pipeline.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>

#include "base/hash.h"
#include "catalog/sqlite/sqlite_catalog.h"
#include "ingest/testing/fake_source.h"
#include "store/embedded/embedded_store.h"

namespace edify::ingest {
namespace {

namespace fs = std::filesystem;
using catalog::DocumentState;
using testing::ElementsAre;

class PipelineTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    store_ = store::EmbeddedStore::open({.database = folder_ / "edify.db",
                                         .index_folder = folder_ / "index",
                                         .embedding_model = "fake",
                                         .follow_changes = false})
                 .value();
    catalog_ = catalog::SqliteCatalog::open(folder_ / "edify.db").value();
    options_.pipeline_version = "one";
    options_.outage_patience = std::chrono::seconds(30);
  }
  void TearDown() override {
    store_.reset();
    catalog_.reset();
    fs::remove_all(folder_);
  }

  // A line is a paragraph; "broken" is malformed, "elsewhere" makes the source fail under the parser.
  Result<ParsedDocument> parse(RangeReader& reader) {
    ++parses_;
    std::string bytes(reader.size(), '\0');
    EDIFY_CHECK(reader.read(0, std::as_writable_bytes(std::span(bytes))));
    if (bytes == "broken") return fail(ErrorCode::unreadable, "it is broken", "malformed");
    if (bytes == "slow source" && parses_ == 1) {
      return fail(ErrorCode::unavailable, "the source does not answer", std::string(source::unreachable_reason));
    }
    ParsedDocument parsed;
    parsed.title = "A title";
    Element element;
    element.text = bytes;
    parsed.elements.push_back(element);
    return parsed;
  }
  Stages stages() {
    return {.source = source_,
            .parse = [this](RangeReader& reader, const parse::ParseOptions&) { return parse(reader); },
            .count_tokens = [](std::string_view text) { return text.size() / 4; },
            .embed =
                [this](std::span<const std::string> texts) {
                  const std::lock_guard lock(batch_mutex_);
                  largest_batch_ = std::max<std::size_t>(largest_batch_, texts.size());
                  Embedding unit{};
                  unit[0] = 1;
                  return std::vector<Embedding>(texts.size(), unit);
                },
            .store = *store_,
            .catalog = *catalog_};
  }
  Result<Report> try_run(Request request = {}) { return Pipeline(stages(), options_).run(request, {}); }
  Report run(Request request = {}) {
    auto report = try_run(std::move(request));
    EXPECT_TRUE(report.has_value()) << report.error().message;
    return report.value_or(Report{});
  }
  std::vector<std::string> published() {
    std::vector<std::string> paths;
    EXPECT_TRUE(store_->each_document([&](const store::PublishedDocument& document) {
      paths.push_back(document.path);
      return true;
    }));
    std::ranges::sort(paths);
    return paths;
  }
  void add_row(const std::string& path) {
    catalog::LedgerEntry entry;
    entry.path = path;
    entry.source = source_.description();
    entry.document_id = document_id(path);
    ASSERT_TRUE(catalog_->add(entry));
  }
  catalog::LedgerEntry row(const std::string& path) { return catalog_->find(path).value().value(); }

  const fs::path folder_ = fs::temp_directory_path() / ("edify_pipeline_" + std::to_string(::getpid()));
  FakeSource source_;
  std::unique_ptr<store::EmbeddedStore> store_;
  std::unique_ptr<catalog::SqliteCatalog> catalog_;
  PipelineOptions options_;
  std::atomic<int> parses_ = 0;
  std::mutex batch_mutex_;
  std::size_t largest_batch_ = 0;
};

TEST_F(PipelineTest, AccountsForEveryListedDocument) {
  for (int i = 0; i < 40; ++i) source_.put(fmt::format("SOP/x/{:02}.txt", i), fmt::format("policy number {}", i % 30));
  source_.put("SOP/x/broken.txt", "broken");
  const Report report = run();
  EXPECT_EQ(report.files_seen, 41U);
  EXPECT_EQ(report.files_processed, 30U);
  EXPECT_EQ(report.duplicates, 10U);
  EXPECT_EQ(report.files_failed, 1U);
  EXPECT_EQ(parses_, 31) << "the same bytes are parsed once";
  EXPECT_EQ(published().size(), 40U);
  const Report again = run();
  EXPECT_EQ(again.files_unchanged, 41U);
  EXPECT_EQ(again.bytes_read, 0U);
}

TEST_F(PipelineTest, WaitsForASourceThatIsAwayAndBlamesNoDocument) {
  for (int i = 0; i < 12; ++i) source_.put(fmt::format("{:02}.txt", i), fmt::format("text {}", i));
  ASSERT_EQ(run().files_processed, 12U);
  for (int i = 0; i < 12; ++i) source_.put(fmt::format("{:02}.txt", i), fmt::format("new text {}", i));
  source_.be_away_for(2);
  const Report report = run();
  EXPECT_EQ(report.files_processed, 12U);
  EXPECT_EQ(report.files_failed, 0U);
  EXPECT_EQ(report.files_deleted, 0U);
  EXPECT_EQ(row("03.txt").tries, 0U);
}

TEST_F(PipelineTest, ListsAgainFromTheStartWhenTheListingBreaksOff) {
  for (int i = 0; i < 30; ++i) source_.put(fmt::format("{:02}.txt", i), fmt::format("text {}", i));
  source_.break_listing_after(20);
  const Report report = run();
  EXPECT_EQ(report.files_seen, 30U);
  EXPECT_EQ(report.files_processed, 30U);
  EXPECT_EQ(parses_, 30);
  EXPECT_TRUE(report.complete);
}

TEST_F(PipelineTest, EndsWithTheSourcesErrorWhenItsPatienceIsOverAndForgetsNothing) {
  source_.put("a.txt", "text");
  ASSERT_EQ(run().files_processed, 1U);
  source_.put("b.txt", "more");
  source_.be_away_for(1 << 20);
  options_.outage_patience = std::chrono::seconds(0);
  const auto failed = try_run();
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().reason, source::unreachable_reason);
  EXPECT_THAT(published(), ElementsAre("a.txt"));
  source_.be_away_for(0);
  options_.outage_patience = std::chrono::seconds(30);
  EXPECT_EQ(run().files_processed, 1U);
}

TEST_F(PipelineTest, BlamesNoDocumentWhoseReadingAStopCutOff) {
  source_.put("a.txt", "text");
  std::stop_source stop;
  source_.when_opened([&] {
    stop.request_stop();
    return Error(ErrorCode::unavailable, "stopped", "cancelled");
  });
  const auto report = Pipeline(stages(), options_).run({}, stop.get_token());
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report->files_failed, 0U);
  EXPECT_EQ(row("a.txt").tries, 0U);
  source_.when_opened(nullptr);
  EXPECT_EQ(run().files_processed, 1U);
}

TEST_F(PipelineTest, ReadsAgainWhatItsSourceFailedToGiveTheParser) {
  source_.put("a.txt", "slow source");
  const Report report = run();
  EXPECT_EQ(report.files_processed, 1U);
  EXPECT_EQ(report.files_failed, 0U);
  EXPECT_EQ(parses_, 2);
}

TEST_F(PipelineTest, StartsADocumentAgainThatChangesWhileItIsRead) {
  source_.put("a.txt", "before");
  source_.change_when_read("a.txt", "after");
  EXPECT_EQ(run().files_processed, 1U);
  EXPECT_EQ(run().files_unchanged, 1U) << "the ledger knows the version that was read";
}

TEST_F(PipelineTest, TakesADocumentThatVanishesBeforeItIsReadForDeleted) {
  source_.put("a.txt", "text");
  ASSERT_EQ(run().files_processed, 1U);
  source_.put("a.txt", "other");
  Request request;
  request.only = [&](const catalog::LedgerEntry&) {
    source_.remove("a.txt");
    return true;
  };
  const Report report = run(request);
  EXPECT_EQ(report.files_failed, 0U);
  EXPECT_EQ(report.files_deleted, 1U);
  EXPECT_TRUE(published().empty());
}

TEST_F(PipelineTest, ForgetsWhatIsGoneAndKeepsWhatAListingOnlyLeftOut) {
  source_.put("a.txt", "text a");
  source_.put("b.txt", "text b");
  run();
  source_.remove("a.txt");
  source_.lie_about("b.txt");
  EXPECT_EQ(run().files_deleted, 1U);
  EXPECT_THAT(published(), ElementsAre("b.txt"));
}

TEST_F(PipelineTest, RecognisesAMovedDocumentWithoutParsingIt) {
  source_.put("SOP/x/a.txt", "text");
  run();
  source_.remove("SOP/x/a.txt");
  source_.put("Knowledge Bank/kb/2025-2026/grade5/a.txt", "text");
  const Report report = run();
  EXPECT_EQ(parses_, 1);
  EXPECT_EQ(report.files_moved, 1U);
  EXPECT_EQ(report.files_deleted, 1U);
  EXPECT_THAT(published(), ElementsAre("Knowledge Bank/kb/2025-2026/grade5/a.txt"));
}

TEST_F(PipelineTest, LooksOnlyAtWhatAnEventNamed) {
  source_.put("a.txt", "text a");
  source_.put("b.txt", "text b");
  run();
  source_.remove("a.txt");
  source_.put("c.txt", "text c");
  source_.put("d.txt", "nobody named me");
  Request request;
  request.paths = {"a.txt", "c.txt", "never was.txt"};
  const Report report = run(request);
  EXPECT_EQ(report.files_processed, 1U);
  EXPECT_EQ(report.files_deleted, 1U);
  EXPECT_THAT(published(), ElementsAre("b.txt", "c.txt"));
}

TEST_F(PipelineTest, SharesALedgerWithOtherIngestersAndDoesEachDocumentOnce) {
  constexpr int documents = 150;
  for (int i = 0; i < documents; ++i) source_.put(fmt::format("{:03}.txt", i), fmt::format("text {}", i));
  std::vector<Report> reports(4);
  {
    std::vector<std::jthread> ingesters;
    for (std::size_t i = 0; i < reports.size(); ++i) {
      ingesters.emplace_back([&, i] {
        auto own_catalog = catalog::SqliteCatalog::open(folder_ / "edify.db").value();
        PipelineOptions options = options_;
        options.owner = fmt::format("ingester {}", i);
        Stages own{
            .source = source_,
            .parse = stages().parse,
            .count_tokens = stages().count_tokens,
            .embed =
                [](std::span<const std::string> texts) { return std::vector<Embedding>(texts.size(), Embedding{1}); },
            .store = *store_,
            .catalog = *own_catalog};
        reports[i] = Pipeline(std::move(own), options).run({}, {}).value();
      });
    }
  }
  std::uint64_t processed = 0;
  for (const auto& report : reports) processed += report.files_processed;
  EXPECT_EQ(processed, documents);
  EXPECT_EQ(published().size(), documents);
}

TEST_F(PipelineTest, TakesOverWhatADeadIngesterHadLeased) {
  source_.put("a.txt", "text");
  add_row("a.txt");
  ASSERT_TRUE(catalog_->lease("a.txt", "dead", unix_now() + std::chrono::hours(1)).value().has_value());
  options_.dead_owners = [] { return std::vector<std::string>{"dead"}; };
  EXPECT_EQ(run().files_processed, 1U);
}

TEST_F(PipelineTest, TakesOverALeaseThatRunsOutWhileItWaits) {
  source_.put("a.txt", "text");
  add_row("a.txt");
  ASSERT_TRUE(catalog_->lease("a.txt", "silent", unix_now() + std::chrono::seconds(2)).value().has_value());
  EXPECT_EQ(run().files_processed, 1U);
}

TEST_F(PipelineTest, GathersChunksOfManyDocumentsIntoABatch) {
  for (int i = 0; i < 300; ++i) source_.put(fmt::format("{:03}.txt", i), fmt::format("text {}", i));
  options_.workers = 4;
  run();
  EXPECT_GT(largest_batch_, 1U);
  EXPECT_LE(largest_batch_, 2 * options_.embed_batch);
}

TEST_F(PipelineTest, KeepsTheRunsReportWithWhatAPersonMayPutRight) {
  source_.put("loose.txt", "text");
  source_.put("Knowledge Bank/kb/notes.txt", "text of no grade and no year");
  source_.put("Knowledge Bank/kb/2024-2025/grade5/leaf.txt", "text");
  run();
  const auto runs = catalog_->runs(1).value();
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].summary.state, "finished");
  const Report report = report_from_json(runs[0].report);
  EXPECT_EQ(report.files_seen, 3U);
  std::map<std::string, std::uint64_t> found;
  for (const auto& each : report.inconsistencies) found[each.kind] = each.count;
  EXPECT_EQ(found,
            (std::map<std::string, std::uint64_t>{{"duplicate", 1}, {"no_grade", 1}, {"no_year", 1}, {"unplaced", 1}}));
}

TEST_F(PipelineTest, RemovesWhatTheStoreHoldsWithoutARow) {
  source_.put("a.txt", "text");
  DocumentRecord orphan;
  orphan.path = "nobody knows.txt";
  orphan.id = document_id(orphan.path);
  ASSERT_TRUE(store_->publish(orphan, "v", 0));
  const Report report = run();
  ASSERT_FALSE(report.inconsistencies.empty());
  EXPECT_EQ(report.inconsistencies.at(0).kind, "orphan");
  EXPECT_THAT(published(), ElementsAre("a.txt"));
}

TEST_F(PipelineTest, PublishesADocumentWhoseStagingWasInterrupted) {
  source_.put("a.txt", "text");
  EmbeddedChunk left_over;
  left_over.chunk.index = 7;
  left_over.chunk.text = "from a run that was killed";
  const auto version = document_version(sha256_hex("text"), "one");
  ASSERT_TRUE(store_->stage(document_id("a.txt"), version, std::span(&left_over, 1)));
  EXPECT_EQ(run().files_processed, 1U);
}

}  // namespace
}  // namespace edify::ingest
