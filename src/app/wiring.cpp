#include "app/wiring.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "access/scope_issuer.h"
#include "app/backup_wiring.h"
#include "app/noting_records.h"
#include "app/store_key.h"
#include "base/hmac.h"
#include "catalog/postgres/postgres_access_register.h"
#include "catalog/postgres/postgres_audit_trail.h"
#include "catalog/postgres/postgres_catalog.h"
#include "catalog/postgres/postgres_collections.h"
#include "catalog/postgres/postgres_conversations.h"
#include "catalog/postgres/postgres_feedback.h"
#include "catalog/postgres/postgres_question_log.h"
#include "catalog/postgres/postgres_rated_answers.h"
#include "catalog/postgres/postgres_shares.h"
#include "catalog/postgres/postgres_tickets.h"
#include "catalog/postgres/postgres_version_register.h"
#include "catalog/sqlite/sqlite_access_register.h"
#include "catalog/sqlite/sqlite_audit_trail.h"
#include "catalog/sqlite/sqlite_catalog.h"
#include "catalog/sqlite/sqlite_collections.h"
#include "catalog/sqlite/sqlite_conversations.h"
#include "catalog/sqlite/sqlite_feedback.h"
#include "catalog/sqlite/sqlite_question_log.h"
#include "catalog/sqlite/sqlite_rated_answers.h"
#include "catalog/sqlite/sqlite_shares.h"
#include "catalog/sqlite/sqlite_tickets.h"
#include "catalog/sqlite/sqlite_version_register.h"
#include "store/embedded/embedded_store.h"
#include "store/qdrant/qdrant_store.h"

namespace edify::app {
namespace {

namespace fs = std::filesystem;

fs::path model_folder(const Config& config) { return config.models / "minilm"; }

embed::Precision precision_of(const Config& config) {
  if (config.precision == "fp32") return embed::Precision::fp32;
  if (config.precision == "bf16") return embed::Precision::bf16;
  return embed::Precision::automatic;
}

parse::SandboxMode sandbox_mode_of(const Config& config) {
  if (config.sandbox == "off") return parse::SandboxMode::off;
  if (config.sandbox == "best_effort") return parse::SandboxMode::best_effort;
  return parse::SandboxMode::required;
}

// 0700: it holds minors' data, or keys.
Result<void> make_private_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return {};
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (!error) return {};
  return fail(ErrorCode::unavailable, fmt::format("cannot create the folder {}: {}; choose another with --data",
                                                  folder.string(), error.message()));
}

catalog::postgres::PoolOptions postgres_options(const Config& config) {
  return {.connections = config.postgres_connections};
}

// Where `Postgres` or `Sqlite` is told by the configuration.
template <typename Interface, typename Postgres, typename Sqlite>
Result<std::unique_ptr<Interface>> open_records(const Config& config) {
  if (config.postgres) return Postgres::open(postgres_address(config), postgres_options(config));
  EDIFY_TRY(const auto file, database_file(config, config.database()));
  return Sqlite::open(file);
}

// The same, with endings noted where there are backups.
template <typename Interface, typename Postgres, typename Sqlite>
Result<std::unique_ptr<Interface>> open_ending_records(const Config& config) {
  EDIFY_TRY(auto notes, EndingNotes::open(config));
  EDIFY_TRY(auto records, (open_records<Interface, Postgres, Sqlite>(config)));
  return noting(std::move(records), std::move(notes));
}

}  // namespace

Result<void> prepare_data_folder(const Config& config) { return make_private_folder(config.data); }

Result<void> require_data_folder(const Config& config) {
  std::error_code error;
  if (config.postgres || fs::exists(config.database(), error)) return {};
  return fail(
      ErrorCode::not_found,
      fmt::format("there is no store in {} yet; fill one with `edify ingest FOLDER`, or name another with --data",
                  config.data.string()));
}

Result<embed::Embedder> load_embedder(const Config& config) {
  return embed::Embedder::load(model_folder(config), {.precision = precision_of(config)});
}

Result<embed::Tokenizer> load_tokenizer(const Config& config) {
  return embed::Tokenizer::load(model_folder(config) / "vocab.txt");
}

catalog::postgres::Address postgres_address(const Config& config) {
  catalog::postgres::Address address = *config.postgres;
  address.ca_file = config.postgres_ca_file;
  return address;
}

store::qdrant::Options qdrant_options(const Config& config) {
  store::qdrant::Options options = config.qdrant;
  options.layout.embedding_model = embed::model_name;
  return options;
}

Result<std::unique_ptr<catalog::VersionRegister>> open_version_register(const Config& config) {
  return open_records<catalog::VersionRegister, catalog::PostgresVersionRegister, catalog::SqliteVersionRegister>(
      config);
}

Result<std::unique_ptr<store::VectorStore>> open_store(const Config& config, bool follow_changes) {
  if (config.uses_qdrant()) {
    EDIFY_TRY(auto versions, open_version_register(config));
    auto options = qdrant_options(config);
    options.follows_outbox = follow_changes;
    return store::qdrant::QdrantStore::open(options, std::move(versions));
  }
  EDIFY_TRY(auto file, database_file(config, config.database()));
  return store::EmbeddedStore::open({.database = std::move(file),
                                     .index_folder = config.index_folder(),
                                     .embedding_model = std::string(embed::model_name),
                                     .follow_changes = follow_changes});
}

Result<std::unique_ptr<catalog::Catalog>> open_catalog(const Config& config) {
  return open_records<catalog::Catalog, catalog::PostgresCatalog, catalog::SqliteCatalog>(config);
}

Result<Secret> open_audit_key(const Config& config) {
  EDIFY_CHECK(make_private_folder(config.audit_key().parent_path()));
  return load_or_create_key(config.audit_key(), "audit");
}

Result<std::unique_ptr<catalog::AuditTrail>> open_audit_trail(const Config& config) {
  EDIFY_TRY(auto key, open_audit_key(config));
  if (config.postgres) {
    return catalog::PostgresAuditTrail::open(postgres_address(config), std::move(key), postgres_options(config));
  }
  EDIFY_TRY(const auto file, database_file(config, config.audit_database()));
  return catalog::SqliteAuditTrail::open(file, std::move(key));
}

Result<cache::RedisCacheOptions> redis_options(const Config& config) {
  EDIFY_CHECK(make_private_folder(config.cache_key().parent_path()));
  cache::RedisCacheOptions options{.address = config.redis.value()};
  options.address.ca_file = config.redis_ca_file;
  EDIFY_TRY(options.key, load_or_create_key(config.cache_key(), "cache"));
  return options;
}

Result<access::TokenKey> open_token_key(const Config& config) {
  EDIFY_CHECK(make_private_folder(config.token_key().parent_path()));
  return access::TokenKey::load_or_create(config.token_key());
}

Result<std::unique_ptr<catalog::AccessRegister>> open_access_register(const Config& config) {
  return open_ending_records<catalog::AccessRegister, catalog::PostgresAccessRegister, catalog::SqliteAccessRegister>(
      config);
}

std::string describe_catalog(const Config& config) {
  if (config.postgres) return "PostgreSQL on " + config.postgres->description();
  return config.database().string();
}

Result<std::unique_ptr<catalog::Conversations>> open_conversations(const Config& config) {
  return open_ending_records<catalog::Conversations, catalog::PostgresConversations, catalog::SqliteConversations>(
      config);
}

Result<std::unique_ptr<catalog::Feedback>> open_feedback(const Config& config) {
  return open_records<catalog::Feedback, catalog::PostgresFeedback, catalog::SqliteFeedback>(config);
}

Result<std::unique_ptr<catalog::Collections>> open_collections(const Config& config) {
  return open_ending_records<catalog::Collections, catalog::PostgresCollections, catalog::SqliteCollections>(config);
}

Result<std::unique_ptr<catalog::Shares>> open_shares(const Config& config) {
  return open_ending_records<catalog::Shares, catalog::PostgresShares, catalog::SqliteShares>(config);
}

Result<std::unique_ptr<catalog::QuestionLog>> open_question_log(const Config& config) {
  return open_records<catalog::QuestionLog, catalog::PostgresQuestionLog, catalog::SqliteQuestionLog>(config);
}

Result<std::unique_ptr<catalog::RatedAnswers>> open_rated_answers(const Config& config) {
  return open_records<catalog::RatedAnswers, catalog::PostgresRatedAnswers, catalog::SqliteRatedAnswers>(config);
}

Result<std::unique_ptr<catalog::Tickets>> open_tickets(const Config& config) {
  return open_records<catalog::Tickets, catalog::PostgresTickets, catalog::SqliteTickets>(config);
}

bool accepts_local_tokens(const Config& config) {
  return config.local_tokens == "on" || (config.local_tokens == "auto" && config.issuers.empty());
}

parse::WorkerPool make_worker_pool(const Config& config, std::uint32_t workers) {
  parse::WorkerPoolOptions options;
  options.workers = workers;
  options.command.memory_bytes = config.worker_memory;
  options.command.sandbox.mode = sandbox_mode_of(config);
  options.command.sandbox.readable.push_back(config.ocr.models);
  return parse::WorkerPool(std::move(options));
}

Result<Principal> operator_as(const std::string& role, const std::string& comma_separated_grades) {
  const auto known_role = role_from_string(role);
  if (!known_role) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("--role {} is not known; use student, teacher or admin", role));
  }
  Principal principal;
  principal.user = "operator";
  principal.role = *known_role;
  for (std::string_view rest = comma_separated_grades; !rest.empty();) {
    const auto comma = rest.find(',');
    const auto text = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    if (text == "*") {
      principal.all_grades = true;
      continue;
    }
    auto grade = normalize_grade(text);
    if (!grade) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("--grades: {} is not a grade; use ik1-ik3, grade1-grade12, general or *", text));
    }
    principal.grades.insert(std::move(*grade));
  }
  return principal;
}

std::uint32_t thread_count(std::uint32_t setting) {
  return setting != 0 ? setting : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace edify::app
