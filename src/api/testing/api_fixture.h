// A server on a free port of the loopback, with the real model and retriever over a small store in memory.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "access/authenticator.h"
#include "access/token.h"
#include "api/server.h"
#include "api/testing/http_client.h"
#include "api/testing/memory_store.h"
#include "base/hash.h"
#include "cache/memory/memory_cache.h"
#include "catalog/sqlite/sqlite_catalog.h"

namespace edify::api {

class ApiTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (embedder) return;
    auto loaded = embed::Embedder::load(EDIFY_ENGINES_DIR "/minilm", {embed::Precision::fp32, 2});
    ASSERT_TRUE(loaded) << loaded.error().message;
    embedder = std::make_unique<embed::Embedder>(std::move(*loaded));
  }

  void SetUp() override {
    std::filesystem::create_directories(folder_);
    key_.emplace(access::TokenKey::load_or_create(folder_ / "token.key").value());
    authenticator_.emplace(access::Authenticator::Parts{.local_key = &*key_});
    catalog_ = catalog::SqliteCatalog::open(folder_ / "edify.db").value();
    // No threshold: what a caller does not get is then hidden by its Scope and by nothing else.
    retrieve::RetrieverOptions options;
    options.dense_threshold = -1;
    retriever_.emplace(store_, *embedder, cache_, options);
    fill_store();
  }

  void TearDown() override {
    store_.open_gate();
    server_.reset();
    catalog_.reset();
    std::filesystem::remove_all(folder_);
  }

  void fill_store() {
    const std::string bank = "Knowledge Bank/kb/2025-2026/";
    store_.add(*embedder, bank + "grade5/science.pdf",
               {"Photosynthesis is how green plants make their food from sunlight, water and carbon dioxide.",
                "Science fundamentals: matter, energy and living things."});
    store_.add(*embedder, bank + "grade1/maths.pdf",
               {"Basic mathematics: addition puts two numbers together, so 2 + 3 = 5."});
    store_.add(*embedder, bank + "ik1/plants.pdf", {"Plants drink water and love the sun. Photosynthesis feeds them."});
    store_.add(*embedder, bank + "handbook.pdf", {"Science fundamentals and mathematics basics for every grade."});
    store_.add(*embedder, "SOP/Administration/policies.pdf",
               {"School policies and administrative procedures: how leave is requested and approved."});
    store_.add(*embedder, "Notices/open-day.pdf", {"School open day: parents visit, administrative office hours."});
  }

  void start(ServerOptions options = {}) {
    options.port = 0;
    options.access_log = false;
    auto started = Server::start(
        {*retriever_, store_, *catalog_, cache_, *authenticator_, std::string(embed::model_name), "1.2.3"}, options);
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }

  HttpClient connect() const { return HttpClient(server_->port()); }

  std::string token(Role role, const std::set<std::string>& grades = {}, bool all_grades = false,
                    const std::string& user = "user") const {
    return access::sign_token(*key_, {user, role, grades, all_grades}, std::chrono::hours(1), unix_now()).value();
  }
  static HttpClient::Headers with_token(const std::string& token) {
    return {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}};
  }
  Answer query(const std::string& token, std::string_view body) const {
    return connect().ask("POST", "/query", with_token(token), body);
  }

  inline static std::unique_ptr<embed::Embedder> embedder;
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("edify-api-" + random_uuid());
  MemoryStore store_;
  cache::MemoryCache cache_{std::size_t{8} << 20U};
  std::optional<access::TokenKey> key_;
  std::optional<access::Authenticator> authenticator_;
  std::unique_ptr<catalog::SqliteCatalog> catalog_;
  std::optional<retrieve::Retriever> retriever_;
  std::unique_ptr<Server> server_;
};

}  // namespace edify::api
