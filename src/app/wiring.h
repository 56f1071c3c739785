// Makes the concrete parts out of the configuration. With the commands, the only code that names them.
#pragma once

#include <memory>
#include <optional>

#include "access/authenticator.h"
#include "access/token_key.h"
#include "app/config.h"
#include "base/error.h"
#include "cache/redis/redis_cache.h"
#include "catalog/access_register.h"
#include "catalog/audit_trail.h"
#include "catalog/catalog.h"
#include "catalog/collections.h"
#include "catalog/conversations.h"
#include "catalog/feedback.h"
#include "catalog/question_log.h"
#include "catalog/rated_answers.h"
#include "catalog/shares.h"
#include "catalog/tickets.h"
#include "catalog/version_register.h"
#include "embed/embedder.h"
#include "model/principal.h"
#include "parse/sandbox/worker_pool.h"
#include "store/vector_store.h"

namespace edify::app {

// Creates the data folder (0700: it holds minors' data) where it is missing.
Result<void> prepare_data_folder(const Config& config);
// Errors: not_found where there is none yet, with what to do.
Result<void> require_data_folder(const Config& config);

Result<embed::Embedder> load_embedder(const Config& config);
Result<embed::Tokenizer> load_tokenizer(const Config& config);
// `follow_changes`: for a process that stays and answers questions (see EmbeddedStoreOptions).
Result<std::unique_ptr<store::VectorStore>> open_store(const Config& config, bool follow_changes);
// Which versions are current in a store that is not the embedded one.
Result<std::unique_ptr<catalog::VersionRegister>> open_version_register(const Config& config);
// Where and how Qdrant is spoken to, with what is not configured but known.
store::qdrant::Options qdrant_options(const Config& config);
// Where PostgreSQL is. Only where the configuration has one.
catalog::postgres::Address postgres_address(const Config& config);
Result<std::unique_ptr<catalog::Catalog>> open_catalog(const Config& config);
Result<std::unique_ptr<catalog::AuditTrail>> open_audit_trail(const Config& config);
// The key that hides users' names in the trail; made at the first call.
Result<Secret> open_audit_key(const Config& config);
// Of the configured Redis. The key that marks entries is made at the first call.
Result<cache::RedisCacheOptions> redis_options(const Config& config);
// The key that signs tokens; made at the first call.
Result<access::TokenKey> open_token_key(const Config& config);
// Who is denied, and which API keys are good; in the same file as the catalog.
Result<std::unique_ptr<catalog::AccessRegister>> open_access_register(const Config& config);
// What users asked and were answered; in the same file as the catalog.
Result<std::unique_ptr<catalog::Conversations>> open_conversations(const Config& config);
// Where the catalog is: "ledger in /srv/edify/edify.db", "db.school.example:5432/edify (TLS)".
std::string describe_catalog(const Config& config);
Result<std::unique_ptr<catalog::Feedback>> open_feedback(const Config& config);
Result<std::unique_ptr<catalog::Collections>> open_collections(const Config& config);
Result<std::unique_ptr<catalog::Shares>> open_shares(const Config& config);
Result<std::unique_ptr<catalog::QuestionLog>> open_question_log(const Config& config);
Result<std::unique_ptr<catalog::RatedAnswers>> open_rated_answers(const Config& config);
Result<std::unique_ptr<catalog::Tickets>> open_tickets(const Config& config);
// Whether tokens of `edify token` open anything: access.local_tokens, where `auto` is: while no issuer is configured.
bool accepts_local_tokens(const Config& config);
// Workers are this program again, as `edify parse-worker`. Ask its confinement() before handing it documents: that is
// where a kernel without what parse.sandbox requires is refused.
parse::WorkerPool make_worker_pool(const Config& config, std::uint32_t workers);

// What `--role` and `--grades` of the operator's command line open. Errors: invalid_argument.
Result<Principal> operator_as(const std::string& role, const std::string& comma_separated_grades);

// One a core, or what the setting says.
std::uint32_t thread_count(std::uint32_t setting);

}  // namespace edify::app
