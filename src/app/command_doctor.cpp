#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "app/azure_environment.h"
#include "app/command.h"
#include "app/console.h"
#include "app/identity.h"
#include "app/production.h"
#include "app/wiring.h"
#include "model/memory_reader.h"
#include "source/azure/azure_source.h"
#include "source/azure/event_queue.h"
#include "store/qdrant/collection.h"

namespace edify::app {
namespace {

// One line a finding; remembers the worst.
class Findings {
 public:
  void good(std::string_view subject, const std::string& text) { fmt::print("ok       {:<10} {}\n", subject, text); }
  void missing(std::string_view subject, const std::string& text) { fmt::print("missing  {:<10} {}\n", subject, text); }
  void bad(std::string_view subject, const Error& error) {
    fmt::print("FAILED   {:<10} {}\n", subject, error.message);
    if (!worst_) worst_ = error;
  }
  Result<void> verdict() const {
    if (!worst_) return {};
    return fail(worst_->code, fmt::format("not ready: {}", worst_->message), worst_->reason);
  }

 private:
  std::optional<Error> worst_;
};

void check_data(const Config& config, Findings& findings) {
  if (auto prepared = prepare_data_folder(config); !prepared) return findings.bad("data", prepared.error());
  std::error_code error;
  const auto space = std::filesystem::space(config.data, error);
  findings.good("data", fmt::format("{} ({} free)", config.data.string(), human_bytes(space.available)));
}

// Where the collection is not as configured, a line each.
void check_collection(const Config& config, Findings& findings) {
  const auto options = qdrant_options(config);
  const auto peer = store::qdrant::Peer::create(options);
  if (!peer) return findings.bad("store", peer.error());
  const auto collection = store::qdrant::find_collection(**peer, options.collection, options.layout);
  if (!collection) return findings.bad("store", collection.error());
  if (!*collection) return;
  for (const auto& difference : (*collection)->differences) {
    findings.missing("store", fmt::format("{}: {}; `edify reindex` makes it so", (*collection)->name, difference));
  }
}

void check_store(const Config& config, Findings& findings) {
  const auto store = open_store(config, false);
  if (!store) return findings.bad("store", store.error());
  const auto stats = (*store)->stats();
  if (!stats) return findings.bad("store", stats.error());
  const std::string where =
      config.uses_qdrant() ? fmt::format("Qdrant on {}, {}", config.qdrant.endpoint.text(), config.qdrant.collection)
                           : fmt::format("embedded, {}{}", config.database().string(),
                                         config.store_key_file.empty() ? "" : ", encrypted");
  findings.good("store", fmt::format("{}: {} documents, {} chunks", where, stats->documents, stats->chunks));
  if (config.uses_qdrant()) check_collection(config, findings);
  if (stats->documents == 0) findings.missing("documents", "nothing ingested yet: edify ingest FOLDER");
}

void check_ledger(const Config& config, Findings& findings) {
  const auto catalog = open_catalog(config);
  if (!catalog) return findings.bad("ledger", catalog.error());
  const auto counts = (*catalog)->count_by_state();
  const auto ingestion = (*catalog)->ingestion();
  if (!counts) return findings.bad("ledger", counts.error());
  if (!ingestion) return findings.bad("ledger", ingestion.error());
  std::string text = fmt::format("{}; last ingest: {}", describe_catalog(config), ingestion->state);
  for (const auto& [state, count] : *counts) text += fmt::format(", {} {}", count, to_string(state));
  findings.good("ledger", text);
}

void check_model(const Config& config, Findings& findings) {
  const auto embedder = load_embedder(config);
  if (!embedder) return findings.bad("model", embedder.error());
  const auto precision = embedder->precision() == embed::Precision::bf16 ? "bf16" : "fp32";
  (void)embedder->embed_one("Is the model there?");
  findings.good("model", fmt::format("{} in {} from {}", embed::model_name, precision, config.models.string()));
}

void describe_sandbox(const parse::Confinement& confinement, Findings& findings) {
  if (confinement.landlock_version > 0) {
    findings.good("sandbox", fmt::format("files: Landlock, version {} of its interface", confinement.landlock_version));
  } else {
    findings.missing("sandbox", "parsers can read files: no Landlock, by the kernel or by parse.sandbox");
  }
  if (confinement.filters_system_calls) {
    findings.good("sandbox", "network, processes: filtered system calls (seccomp)");
  } else {
    findings.missing("sandbox", "parsers can use the network: no seccomp, by the kernel or by parse.sandbox");
  }
}

void check_parser(const Config& config, Findings& findings) {
  auto workers = make_worker_pool(config, 1);
  const auto confinement = workers.confinement();
  if (!confinement) return findings.bad("sandbox", confinement.error());
  describe_sandbox(*confinement, findings);
  MemoryReader reader("# Doctor\n\nCan you read this?\n");
  parse::ParseOptions options;
  options.name = "probe.md";
  const auto parsed = workers.parse(reader, options);
  if (!parsed) return findings.bad("parser", parsed.error());
  findings.good("parser", "a worker process started and parsed a document");
}

void check_key(const Config& config, Findings& findings) {
  const auto key = open_token_key(config);
  if (!key) return findings.bad("token key", key.error());
  findings.good("token key", config.token_key().string());
}

void check_identity(const Config& config, Findings& findings) {
  for (const auto& issuer : config.issuers) {
    const auto examined = examine_issuer(issuer);
    examined ? findings.good("issuer", *examined) : findings.bad("issuer", examined.error());
  }
  if (config.issuers.empty()) findings.missing("issuer", "none is configured; see docs/identity.md");
  if (accepts_local_tokens(config)) findings.good("tokens", "those of `edify token` are accepted");
  const auto access_register = open_access_register(config);
  if (!access_register) return findings.bad("keys", access_register.error());
  const auto keys = (*access_register)->keys();
  const auto denied = (*access_register)->denials();
  if (!keys) return findings.bad("keys", keys.error());
  if (!denied) return findings.bad("keys", denied.error());
  const auto now = unix_now();
  const auto valid =
      std::ranges::count_if(*keys, [&](const auto& key) { return key.revoked == UnixSeconds{} && now < key.expires; });
  findings.good("keys", fmt::format("{} valid API keys, {} denied users", valid, denied->size()));
}

void check_azure(const Config& config, Findings& findings) {
  if (!names_an_account(config.azure)) {
    return findings.missing("azure", "no storage account is named; see docs/configuration.md");
  }
  const auto source = source::azure::AzureSource::open(config.azure, config.azure_container);
  if (!source) return findings.bad("azure", source.error());
  findings.good("azure",
                fmt::format("{}, credential: {}", (*source)->description().substr(6), (*source)->credential()));
  const auto permissions = (*source)->examine();
  if (!permissions) return findings.bad("azure", permissions.error());
  std::string text = fmt::format("container {}: may list", config.azure_container);
  if (permissions->may_read) text += ", may read";
  if (!permissions->may_read_tags) text += ", without blob tags";
  if (permissions->is_empty) text += "; it is empty, so reading was not tried";
  findings.good("azure", text);
  if (!permissions->is_empty && !permissions->may_read) {
    findings.missing("azure", "the credential may not read blobs; give it the role Storage Blob Data Reader");
  }
}

void check_event_queue(const Config& config, Findings& findings) {
  if (config.azure.event_queue.empty()) return;
  const auto queue = source::azure::EventQueue::open(config.azure, config.azure_container);
  if (!queue) return findings.bad("events", queue.error());
  if (const auto answered = (*queue)->examine(); !answered) return findings.bad("events", answered.error());
  findings.good("events", (*queue)->description());
}

void check_audit(const Config& config, Findings& findings) {
  const auto trail = open_audit_trail(config);
  if (!trail) return findings.bad("audit", trail.error());
  const auto head = (*trail)->head();
  if (!head) return findings.bad("audit", head.error());
  findings.good("audit", fmt::format("{} rows so far; text of questions: {}", head->sequence,
                                     config.records.audit_questions ? "kept" : "not kept"));
}

void check_redis(const Config& config, Findings& findings) {
  if (!config.redis) return findings.good("cache", fmt::format("in memory, {}", human_bytes(config.cache_bytes)));
  auto options = redis_options(config);
  if (!options) return findings.bad("cache", options.error());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  const auto connection = cache::RedisConnection::open(options->address, deadline);
  if (!connection) return findings.bad("cache", connection.error());
  findings.good("cache", fmt::format("in memory, before Redis on {}", options->address.description()));
}

Result<void> examine(const Config& config) {
  Findings findings;
  check_data(config, findings);
  check_store(config, findings);
  check_ledger(config, findings);
  check_model(config, findings);
  check_parser(config, findings);
  check_key(config, findings);
  check_identity(config, findings);
  check_redis(config, findings);
  check_audit(config, findings);
  check_azure(config, findings);
  check_event_queue(config, findings);
  return findings.verdict();
}

// Refuses by name what is not fit for a school's data.
Result<void> examine_production(const Config& config) {
  std::vector<std::filesystem::path> files = {".env"};
  if (!config.file.empty()) files.push_back(config.file);
  const auto& waived = config.records.waived;
  std::size_t standing = 0;
  for (const auto& objection : objections_to_production(config, files)) {
    const bool is_waived = std::ranges::find(waived, objection.name) != waived.end();
    if (!is_waived) ++standing;
    fmt::print("{:<8} {:<17} {}\n", is_waived ? "waived" : "REFUSED", objection.name, objection.text);
  }
  if (standing == 0) {
    fmt::print("ok       {:<17} nothing speaks against production\n", "production");
    return {};
  }
  return fail(ErrorCode::internal,
              fmt::format("not fit for production for {} reasons; what is answered for elsewhere is waived by name in "
                          "production.waive",
                          standing),
              "production");
}

}  // namespace

void add_doctor(CommandLine& line) {
  auto production = std::make_shared<bool>(false);
  auto* command = line.parser.add_subcommand("doctor", "Say what is configured, reachable and missing, a line each");
  command->add_flag("--production", *production, "Say what speaks against production instead, a line a reason");
  command->callback([&line, production] {
    line.action = [production](const Config& config) {
      return *production ? examine_production(config) : examine(config);
    };
  });
}

}  // namespace edify::app
