// From a request to its answer, without sockets: finds the route, checks who asks, runs the handler.
#pragma once

#include <atomic>
#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "access/authenticator.h"
#include "access/session/demo_login.h"
#include "access/session/web_login.h"
#include "answer/answerer.h"
#include "api/admin_access_routes.h"
#include "api/docs_page.h"
#include "api/exchange.h"
#include "api/originals.h"
#include "api/request_metrics.h"
#include "api/store_probe.h"
#include "api/web_app.h"
#include "base/error.h"
#include "cache/cache.h"
#include "catalog/access_register.h"
#include "catalog/audit_trail.h"
#include "catalog/audit_writer.h"
#include "catalog/catalog.h"
#include "catalog/collections.h"
#include "catalog/conversations.h"
#include "catalog/feedback.h"
#include "catalog/question_log.h"
#include "catalog/question_log_writer.h"
#include "catalog/shares.h"
#include "catalog/tickets.h"
#include "model/curriculum.h"
#include "retrieve/retriever.h"
#include "store/vector_store.h"

namespace edify::api {

struct Route;

// What the routes stand on; everything referred to must outlive the server.
struct ApiDependencies {
  retrieve::Retriever& retriever;
  store::VectorStore& store;
  catalog::Catalog& catalog;
  cache::Cache& cache;
  const access::Authenticator& authenticator;
  std::string embedding_model;
  std::string version;
  const access::WebLogin* web_login = nullptr;    // none: nobody signs in from a browser
  const access::DemoLogin* demo_login = nullptr;  // none: nobody signs in without a password
  const WebApp* web_app = nullptr;                // none: there is an API alone
  catalog::AuditWriter* audit = nullptr;          // nullptr: nothing is audited
  bool audit_questions = false;                   // the text of questions too
  RequestMetrics* metrics = nullptr;              // nullptr: nothing is counted
  // What is nullptr here is not kept or not there, and its routes say so.
  const answer::Answerer* answerer = nullptr;
  catalog::Conversations* conversations = nullptr;
  Originals* originals = nullptr;
  catalog::Feedback* feedback = nullptr;
  catalog::QuestionLog* question_log = nullptr;
  catalog::QuestionLogWriter* asked = nullptr;
  catalog::Collections* collections = nullptr;
  catalog::Shares* shares = nullptr;
  catalog::Tickets* tickets = nullptr;
  catalog::AccessRegister* access_register = nullptr;
  catalog::AuditTrail* audit_trail = nullptr;
  std::vector<SettingView> settings = {};
  const Curriculum* curriculum = nullptr;  // what the school teaches
};

// Thread-safe.
class Service {
 public:
  explicit Service(ApiDependencies dependencies);

  // The route of a request that may proceed, its principal filled in, or the answer that turns it away (401, 403,
  // 404, 405). Cheap: fit for an I/O thread. A token whose issuer is still being asked for its keys is looked at again
  // by run(), which may wait.
  std::expected<const Route*, Response> admit(Request& request) const;

  // Runs an admitted request. Never throws: what a handler throws is logged and answered with 500. An answer that can
  // not be audited is not given: 503.
  Response run(const Route& route, Request& request) noexcept;

  // From here on /readyz answers 503, so that load balancers look elsewhere.
  void start_draining() { draining_ = true; }
  bool is_draining() const { return draining_; }

  const ApiDependencies& dependencies() const { return dependencies_; }
  const Asset& openapi() const { return openapi_; }
  const DocsPage& docs_page() const { return docs_page_; }
  StoreProbe& store_probe() { return store_probe_; }
  std::chrono::duration<double> uptime() const { return std::chrono::steady_clock::now() - started_; }

 private:
  // Nothing, with the principal filled in, or the answer that turns the request away.
  std::optional<Response> let_in(const Route& route, Request& request, access::oidc::Patience patience) const;
  Response handle(const Route& route, Request& request) noexcept;
  // Errors: unavailable, where the answer must be withheld.
  Result<void> audit(const Route& route, const Request& request, const Response& response,
                     std::chrono::milliseconds patience) const;

  // For the figures of admins.
  void note_question(const Request& request, const Response& response) const;

  ApiDependencies dependencies_;
  Asset openapi_;
  DocsPage docs_page_;
  StoreProbe store_probe_;
  std::atomic<bool> draining_{false};
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace edify::api
