#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "api/server.h"
#include "app/answer_cache.h"
#include "app/answerers.h"
#include "app/command.h"
#include "app/curriculum.h"
#include "app/ending_carrier.h"
#include "app/identity.h"
#include "app/metrics_listener.h"
#include "app/settings_view.h"
#include "app/source_originals.h"
#include "app/stop_signals.h"
#include "app/upkeep.h"
#include "app/web.h"
#include "app/wiring.h"
#include "base/log.h"
#include "catalog/audit_writer.h"
#include "retrieve/retriever.h"

namespace edify::app {
namespace {

struct ServeOptions {
  std::string host;
  int port = -1;
};

void reload(api::Server& server) {
  if (const auto reloaded = server.reload_certificate(); !reloaded) {
    log::error("the old certificate stays in use: {}", reloaded.error().message);
  } else {
    log::info("the certificate has been read again");
  }
}

Result<void> serve(Config config, const ServeOptions& options) {
  if (!options.host.empty()) config.host = options.host;
  if (options.port >= 0) config.port = static_cast<std::uint16_t>(options.port);
  EDIFY_CHECK(check_demo(config));
  EDIFY_TRY(const auto web_app, load_web_app(config));
  StopSignals signals(Hangup::reloads);
  EDIFY_CHECK(prepare_data_folder(config));
  EDIFY_TRY(const auto identity, Identity::open(config));
  EDIFY_TRY(const auto catalog, open_catalog(config));
  EDIFY_TRY(const auto conversations, open_conversations(config));
  EDIFY_TRY(const auto feedback, open_feedback(config));
  EDIFY_TRY(const auto collections, open_collections(config));
  EDIFY_TRY(const auto shares, open_shares(config));
  EDIFY_TRY(const auto questions, open_question_log(config));
  EDIFY_TRY(const auto tickets, open_tickets(config));
  EDIFY_TRY(const auto trail, open_audit_trail(config));
  log_audit_head(*trail);
  catalog::AuditWriter audit(*trail);
  EDIFY_TRY(const auto store, open_store(config, true));
  EDIFY_TRY(const auto embedder, load_embedder(config));
  EDIFY_TRY(const auto answers, AnswerCache::open(config));
  retrieve::Retriever retriever(
      *store, embedder, answers->cache(),
      {.dense_threshold = static_cast<float>(config.dense_threshold), .cache_time_to_live = config.cache_time_to_live});
  EDIFY_TRY(const auto answerers, Answerers::open(config, embedder));
  api::RequestMetrics requests;
  std::optional<std::filesystem::path> file;
  if (!config.file.empty()) file = config.file;
  EDIFY_TRY(auto settings, settings_in_force(process_sources(file)));
  const auto curriculum_file = std::ranges::find(settings, "web.curriculum", &api::SettingView::key);
  EDIFY_TRY(auto lines, read_curriculum(curriculum_file->value));
  const Curriculum curriculum(std::move(lines));
  EDIFY_TRY(const auto access_register, open_access_register(config));
  SourceOriginals originals(config, *catalog);
  catalog::QuestionLogWriter asked(*questions);
  const api::ApiDependencies dependencies{.retriever = retriever,
                                          .store = *store,
                                          .catalog = *catalog,
                                          .cache = answers->cache(),
                                          .authenticator = identity->authenticator(),
                                          .embedding_model = std::string(embed::model_name),
                                          .version = EDIFY_VERSION,
                                          .web_login = identity->web_login(),
                                          .demo_login = identity->demo_login(),
                                          .web_app = web_app ? &*web_app : nullptr,
                                          .audit = &audit,
                                          .audit_questions = config.records.audit_questions,
                                          .metrics = &requests,
                                          .answerer = &answerers->answerer(),
                                          .conversations = conversations.get(),
                                          .originals = &originals,
                                          .feedback = feedback.get(),
                                          .question_log = questions.get(),
                                          .asked = &asked,
                                          .collections = collections.get(),
                                          .shares = shares.get(),
                                          .tickets = tickets.get(),
                                          .access_register = access_register.get(),
                                          .audit_trail = trail.get(),
                                          .settings = std::move(settings),
                                          .curriculum = &curriculum};
  api::ServerOptions server_options = config.server;
  server_options.host = config.host;
  server_options.port = config.port;
  // More than cores by default: questions that wait for the model together share its passes.
  server_options.worker_threads = config.server_workers != 0 ? config.server_workers : 4 * thread_count(0);
  EDIFY_TRY(const auto server, api::Server::start(dependencies, server_options));
  std::unique_ptr<MetricsListener> metrics;
  if (config.metrics_port != 0) {
    auto listening = MetricsListener::start(config.metrics_host, config.metrics_port,
                                            {.catalog = *catalog,
                                             .store = *store,
                                             .data = config.data,
                                             .backup_mark = config.backup.to.empty() ? "" : config.backup_mark(),
                                             .requests = &requests,
                                             .retriever = &retriever,
                                             .audit = &audit,
                                             .cache = answers.get(),
                                             .server = server.get()});
    // Questions are answered without them, and two servers of one machine can not both have the default.
    if (!listening) log::warn("{}", listening.error().message);
    if (listening) metrics = std::move(*listening);
  }
  const Upkeep upkeep(
      config.records, *catalog, *trail,
      {{"conversations", config.records.conversations,
        [&](UnixSeconds time) { return conversations->forget_before(time); }},
       {"links to answers", config.records.conversations,
        [&](UnixSeconds time) { return shares->forget_before(time); }},
       {"ratings and survey answers", config.records.feedback,
        [&](UnixSeconds time) { return feedback->forget_before(time); }},
       {"questions of the log", config.records.questions,
        [&](UnixSeconds time) { return questions->forget_before(time); }},
       {"support tickets", config.records.feedback, [&](UnixSeconds time) { return tickets->forget_before(time); }}});
  EDIFY_TRY(const auto carrier, EndingCarrier::start(config));
  const bool has_tls = !config.server.tls_certificate.empty();
  fmt::print(stderr, "edify: serving on {}://{}:{} (docs at /docs; stop with Ctrl-C)\n", has_tls ? "https" : "http",
             config.host, server->port());
  while (signals.next() == StopSignals::Event::reload) reload(*server);
  fmt::print(stderr, "edify: stopping; requests in hand finish first\n");
  server->stop(config.drain_time, signals.was_interrupted() ? api::Server::Door::closes : api::Server::Door::lame_duck);
  server->wait();
  return {};
}

}  // namespace

void add_serve(CommandLine& line) {
  auto options = std::make_shared<ServeOptions>();
  auto* command = line.parser.add_subcommand("serve", "Answer questions over HTTP");
  command->add_option("--host", options->host, "Address to listen on (default: server.host, 127.0.0.1)");
  command->add_option("--port", options->port, "Port (default: server.port, 8000; 0: any free one)")
      ->check(CLI::Range(0, 65535));
  command->callback(
      [&line, options] { line.action = [options](const Config& config) { return serve(config, *options); }; });
}

}  // namespace edify::app
