#include "app/metrics_listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio.hpp>
#include <filesystem>
#include <fstream>

#include "catalog/sqlite/sqlite_catalog.h"
#include "ingest/report.h"
#include "store/embedded/embedded_store.h"

namespace edify::app {
namespace {

using testing::HasSubstr;

std::string get_metrics(std::uint16_t port) {
  boost::asio::io_context context;
  boost::asio::ip::tcp::socket socket(context);
  socket.connect({boost::asio::ip::make_address("127.0.0.1"), port});
  boost::asio::write(socket, boost::asio::buffer(std::string("GET /metrics HTTP/1.0\r\n\r\n")));
  std::string answer;
  boost::system::error_code end;
  boost::asio::read(socket, boost::asio::dynamic_buffer(answer), end);
  return answer;
}

TEST(MetricsListener, TellsPrometheusWhatTheLedgerAndTheStoreSay) {
  const auto folder = std::filesystem::temp_directory_path() / ("edify_metrics_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  {
    const auto store = store::EmbeddedStore::open({.database = folder / "edify.db",
                                                   .index_folder = folder / "index",
                                                   .embedding_model = "fake",
                                                   .follow_changes = false})
                           .value();
    const auto catalog = catalog::SqliteCatalog::open(folder / "edify.db").value();
    catalog::LedgerEntry entry;
    entry.path = "a";
    entry.state = catalog::DocumentState::quarantined;
    ASSERT_TRUE(catalog->save(entry));
    catalog::RunRecord run;
    run.id = "one";
    run.started = unix_now();
    run.summary.state = "paused";
    run.summary.last_update = unix_now();
    ingest::Progress progress;
    progress.files_to_do = 12;
    progress.failures["encrypted"] = 3;
    run.progress = ingest::to_json(progress);
    ASSERT_TRUE(catalog->save_run(run));

    const auto listener =
        MetricsListener::start("127.0.0.1", 0,
                               {.catalog = *catalog, .store = *store, .data = folder, .backup_mark = folder / "mark"});
    ASSERT_TRUE(listener.has_value()) << listener.error().message;
    const std::string text = get_metrics((*listener)->port());
    EXPECT_THAT(text, HasSubstr("edify_ledger_documents{state=\"quarantined\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("edify_store_documents 0\n"));
    EXPECT_THAT(text, HasSubstr("edify_data_bytes{kind=\"database\"} "));
    EXPECT_THAT(text, HasSubstr("process_resident_memory_bytes "));
    EXPECT_THAT(text, HasSubstr("edify_ingest_paused 1\n"));
    EXPECT_THAT(text, HasSubstr("edify_ingest_run_files 12\n"));
    EXPECT_THAT(text, HasSubstr("edify_ingest_run_failures{reason=\"encrypted\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("edify_backup_last_success_timestamp_seconds 0\n"));
    std::ofstream(folder / "mark") << "made";
    EXPECT_THAT(get_metrics((*listener)->port()), HasSubstr("edify_backup_last_success_timestamp_seconds 1"));
    const auto second = MetricsListener::start("127.0.0.1", (*listener)->port(),
                                               {.catalog = *catalog, .store = *store, .data = folder});
    ASSERT_FALSE(second.has_value());
    EXPECT_THAT(second.error().message, HasSubstr("metrics.port"));
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace edify::app
