// The program's settings: edify.toml, overridden by the environment (and a .env file), overridden by flags.
//
// One table (settings_table.cpp) names every key with its type, its EDIFY_* variable and the seed's older name for it.
// An unknown key, a wrong type or a value out of range is an Error that names it; nothing is silently ignored.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/oidc/issuer_settings.h"
#include "answer/llm/options.h"
#include "api/server_options.h"
#include "app/backup_settings.h"
#include "app/records_settings.h"
#include "base/error.h"
#include "cache/redis/redis_address.h"
#include "catalog/postgres/address.h"
#include "ingest/personal_data_policy.h"
#include "model/placement.h"
#include "parse/limits.h"
#include "parse/ocr_options.h"
#include "source/azure/settings.h"
#include "store/qdrant/options.h"

namespace edify::app {

// Of a server that faces people: with rates, and with time for a load balancer to look away.
inline api::ServerOptions default_server_options() {
  api::ServerOptions options;
  options.rate_per_user = {.per_second = 20, .burst = 100};
  options.rate_per_address = {.per_second = 500, .burst = 2000};  // a school may be one address
  options.lame_duck_time = std::chrono::seconds(5);
  return options;
}

struct Config {
  std::filesystem::path data = "./edify-data";
  std::string log_level = "warn";
  std::filesystem::path models;  // the folder with minilm/; by default where set-up put it

  std::string host = "127.0.0.1";
  std::uint16_t port = 8000;
  std::string metrics_host = "127.0.0.1";
  std::uint16_t metrics_port = 9464;                     // 0: no metrics
  std::uint32_t server_workers = 0;                      // 0: four a core
  api::ServerOptions server = default_server_options();  // but for host, port and workers
  std::chrono::seconds drain_time{30};                   // for requests in hand, once the server stops

  std::uint64_t document_memory = 200ULL << 20;  // bytes
  std::uint32_t ingest_workers = 0;              // 0: one a core
  std::uint32_t downloads = 0;                   // at once; 0: five to ten, as the parsers need them
  std::chrono::seconds lease{60};
  std::chrono::seconds outage_patience = std::chrono::minutes(15);
  std::string default_year = "2025-2026";
  std::chrono::seconds watch_interval = std::chrono::minutes(15);

  parse::Limits limits;
  parse::OcrOptions ocr;
  bool ocr_enabled = true;                                     // off: pages without text are listed as not read
  std::string sandbox = "required";                            // required, best_effort, off
  std::uint64_t worker_memory = 288ULL << 20;                  // bytes
  std::map<Module, ingest::PersonalDataPolicy> personal_data;  // where a module is missing: index

  std::string local_tokens = "auto";                  // auto, on, off
  std::vector<access::oidc::IssuerSettings> issuers;  // whose tokens are accepted: [access.oidc], [[access.issuers]]
  std::optional<access::oidc::IssuerSettings> oidc;   // only while load_config reads
  std::string public_url;  // where browsers find this server: "https://edify.school.example"; empty: no web sessions
  std::chrono::seconds session_time_to_live = std::chrono::hours(8);
  std::chrono::seconds register_interval{5};  // between two looks at who is denied and which keys are good

  std::filesystem::path web_assets;  // the built web app; by default `web` beside the program
  bool demo = false;                 // people sign in as anybody of a made-up school; on the loopback alone

  double dense_threshold = 0.25;
  std::uint64_t cache_bytes = 64ULL << 20;
  std::chrono::seconds cache_time_to_live = std::chrono::hours(1);
  std::optional<cache::RedisAddress> redis;  // none: the cache is this process's own
  std::filesystem::path redis_ca_file;       // empty: the system's

  std::string precision = "auto";  // auto, fp32, bf16
  std::string azure_container = "edify-content";
  source::azure::Settings azure;

  std::string store_kind = "auto";       // auto: qdrant where its URL is set; embedded, qdrant
  std::filesystem::path store_key_file;  // empty: the data folder is not encrypted
  store::qdrant::Options qdrant;         // no URL: an empty host

  answer::llm::Options llm;  // no URL: an empty host

  RecordsSettings records;
  BackupSettings backup;
  std::filesystem::path file;  // that settings were read from; empty: none

  std::optional<catalog::postgres::Address> postgres;  // where the catalog is; none: a file of SQLite
  std::filesystem::path postgres_ca_file;              // PEM, in place of the system's; empty: the system's
  std::size_t postgres_connections = 4;                // for each kind of record that a process keeps

  std::filesystem::path key_folder;  // empty: `keys` in the data folder

  std::filesystem::path keys() const { return key_folder.empty() ? data / "keys" : key_folder; }
  bool uses_llm() const { return !llm.endpoint.host.empty(); }
  bool uses_qdrant() const { return store_kind == "qdrant" || (store_kind == "auto" && !qdrant.endpoint.host.empty()); }
  std::filesystem::path database() const { return data / "edify.db"; }
  std::filesystem::path index_folder() const { return data / "index"; }
  std::filesystem::path audit_database() const { return data / "audit.db"; }
  std::filesystem::path audit_key() const { return keys() / "audit.key"; }
  std::filesystem::path cache_key() const { return keys() / "cache.key"; }
  // Touched when a backup has been made.
  std::filesystem::path backup_mark() const { return data / "backup-made"; }
  std::filesystem::path token_key() const { return keys() / "token.jwk"; }
  std::filesystem::path session_key() const { return keys() / "session.jwk"; }
};

// Looks a variable up; nothing where it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

struct ConfigSources {
  std::optional<std::filesystem::path> file;  // --config; else ./edify.toml if it is there
  Environment environment;
  std::vector<std::string> variable_names;  // of all variables that are set, to find misspelt EDIFY_* ones
};

// The process's own: environment variables over those of ./.env.
ConfigSources process_sources(std::optional<std::filesystem::path> file);

// Errors: invalid_argument, naming the key, where it came from, and what it may be.
Result<Config> load_config(const ConfigSources& sources);

}  // namespace edify::app
