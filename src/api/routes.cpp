#include "api/routes.h"

#include <algorithm>
#include <array>

#include "api/admin_access_changes.h"
#include "api/admin_access_routes.h"
#include "api/admin_figures_routes.h"
#include "api/admin_ingest_routes.h"
#include "api/auth_routes.h"
#include "api/chat_route.h"
#include "api/collection_routes.h"
#include "api/content_route.h"
#include "api/conversation_routes.h"
#include "api/docs_page.h"
#include "api/document_routes.h"
#include "api/feedback_routes.h"
#include "api/openapi.h"
#include "api/query_route.h"
#include "api/share_routes.h"
#include "api/status_routes.h"
#include "api/web_app.h"

namespace edify::api {
namespace {

// Of the web app: files that lie in memory.
constexpr Route page(std::string_view path, std::string_view operation_id) {
  return {.method = "GET",
          .path = path,
          .access = Access::open,
          .lane = Lane::here,
          .handler = answer_web_file,
          .operation_id = operation_id,
          .summary = "The web app",
          .is_api = false};
}

constexpr std::array table = {
    Route{"POST", "/query", Access::bearer, Lane::questions, answer_query, "query",
          "Ask a question; the answer holds what the token may see, best first", "QueryRequest", "QueryResponse"},
    Route{"GET", "/documents", Access::bearer, Lane::questions, answer_documents, "documents",
          "The library, as far as the token sees it, by path", "", "DocumentList", 200, "DocumentsQuery"},
    Route{"GET", "/documents/{id}", Access::bearer, Lane::questions, answer_document, "document",
          "One document of the library", "", "Document"},
    Route{"GET", "/documents/{id}/content", Access::bearer, Lane::questions, answer_content, "document_content",
          "The original's bytes from its source, whole or a range; 409 where it has changed, 503 where its source is "
          "away",
          "", "", 200, "", "application/pdf application/octet-stream"},
    Route{"GET", "/documents/{id}/passage", Access::bearer, Lane::questions, answer_passage, "document_passage",
          "The stored text of a passage, its page and boxes, and whether the original has changed since", "", "Passage",
          200, "PassageQuery"},
    Route{"GET", "/documents/{id}/reading", Access::bearer, Lane::questions, answer_reading, "document_reading",
          "The stored text as a page without scripts, the passage marked", "", "", 200, "PassageQuery"},
    Route{"GET", "/facets", Access::bearer, Lane::questions, answer_facets, "facets",
          "What the library can be narrowed by", "", "Facets"},
    Route{"POST", "/feedback", Access::bearer, Lane::questions, answer_feedback, "feedback",
          "Rate an answer of one's own", "FeedbackRequest", "", 204},
    Route{"POST", "/survey", Access::bearer, Lane::questions, answer_survey, "survey", "Say how satisfied one is",
          "SurveyRequest", "", 204},
    Route{"GET", "/admin/ingestion", Access::admin, Lane::questions, answer_admin_ingestion, "admin_ingestion",
          "What the ingest is doing, documents by state, failures by reason", "", "AdminIngestion"},
    Route{"GET", "/admin/documents", Access::admin, Lane::questions, answer_admin_documents, "admin_documents",
          "Rows of the ledger by path", "", "AdminDocuments", 200, "AdminDocumentsQuery"},
    Route{"GET", "/admin/documents/{id}", Access::admin, Lane::questions, answer_admin_document, "admin_document",
          "One file's story", "", "AdminDocument"},
    Route{"POST", "/admin/documents/{id}/retry", Access::admin, Lane::questions, answer_admin_retry, "admin_retry",
          "Let the next pass of an ingest try a failed document again", "", "AdminDocumentRow", 202},
    Route{"GET", "/admin/coverage", Access::admin, Lane::questions, answer_admin_coverage, "admin_coverage",
          "Documents, and questions of 30 days, for each line of the curriculum", "", "AdminCoverage"},
    Route{"GET", "/admin/questions", Access::admin, Lane::questions, answer_admin_questions, "admin_questions",
          "Questions that several people asked, the unanswered or the popular ones", "", "AdminQuestions", 200,
          "AdminQuestionsQuery"},
    Route{"GET", "/admin/feedback", Access::admin, Lane::questions, answer_admin_feedback, "admin_feedback",
          "Ratings and survey of 30 days, without names", "", "AdminFeedback"},
    Route{"GET", "/admin/usage", Access::admin, Lane::questions, answer_admin_usage, "admin_usage",
          "People and questions of 30 days by role", "", "AdminUsage"},
    Route{"GET", "/admin/trends", Access::admin, Lane::questions, answer_admin_trends, "admin_trends",
          "Questions, unanswered ones and latency by day", "", "AdminTrends"},
    Route{"GET", "/admin/keys", Access::admin, Lane::questions, answer_admin_keys, "admin_keys",
          "API keys, without their secrets", "", "AdminKeys"},
    Route{"GET", "/admin/denied", Access::admin, Lane::questions, answer_admin_denied, "admin_denied", "Who is denied",
          "", "AdminDenied"},
    Route{"POST", "/admin/users/deny", Access::admin, Lane::questions, answer_admin_deny, "admin_deny",
          "Refuse a user's tokens and sessions from now on", "AdminDenial", "", 204},
    Route{"POST", "/admin/users/allow", Access::admin, Lane::questions, answer_admin_allow, "admin_allow",
          "Take a denial back", "AdminAllowance", "", 204},
    Route{"POST", "/admin/keys/{id}/revoke", Access::admin, Lane::questions, answer_admin_key_revoke,
          "admin_key_revoke", "End an API key for good", "", "", 204},
    Route{"GET", "/admin/audit", Access::admin, Lane::questions, answer_admin_audit, "admin_audit",
          "The newest rows of the audit trail, by pseudonym", "", "AdminAudit", 200, "AdminAuditQuery"},
    Route{"GET", "/admin/settings", Access::admin, Lane::questions, answer_admin_settings, "admin_settings",
          "The settings in force and where each came from, secrets masked", "", "AdminSettings"},
    Route{"GET", "/admin/kpis", Access::admin, Lane::questions, answer_admin_kpis, "admin_kpis",
          "Adoption by role, satisfaction, coverage and support tickets", "", "AdminKpis"},
    Route{"POST", "/chat", Access::bearer, Lane::questions, answer_chat, "chat",
          "Ask, and be answered with citations: server-sent events `sources`, `delta` …, `done`, or `error` last",
          "ChatRequest", event_stream},
    Route{"GET", "/conversations", Access::bearer, Lane::questions, answer_conversations, "conversations",
          "One's own conversations, the one that changed last first", "", "ConversationList", 200,
          "ConversationsQuery"},
    Route{"GET", "/conversations/{id}", Access::bearer, Lane::questions, answer_conversation, "conversation",
          "One of them with its messages, as far as their sources may still be seen", "", "Conversation"},
    Route{"PATCH", "/conversations/{id}", Access::bearer, Lane::questions, answer_conversation_rename,
          "conversation_rename", "Give it another title", "ConversationTitle", "", 204},
    Route{"DELETE", "/conversations/{id}", Access::bearer, Lane::questions, answer_conversation_delete,
          "conversation_delete", "Delete it for good", "", "", 204},
    Route{"GET", "/collections", Access::staff, Lane::questions, answer_collections, "collections",
          "One's own collections, by title", "", "CollectionList"},
    Route{"POST", "/collections", Access::staff, Lane::questions, answer_collection_create, "collection_create",
          "Begin a collection", "CollectionTitle", "CollectionSummary", 201},
    Route{"GET", "/collections/{id}", Access::staff, Lane::questions, answer_collection, "collection",
          "One of them with what it holds, as far as it may still be seen", "", "Collection"},
    Route{"PATCH", "/collections/{id}", Access::staff, Lane::questions, answer_collection_rename, "collection_rename",
          "Give it another title", "CollectionTitle", "", 204},
    Route{"DELETE", "/collections/{id}", Access::staff, Lane::questions, answer_collection_delete, "collection_delete",
          "Delete it for good", "", "", 204},
    Route{"POST", "/collections/{id}/items", Access::staff, Lane::questions, answer_collection_add, "collection_add",
          "Put an answer of one's own or a passage into it", "CollectionItemRequest", "Id", 201},
    Route{"DELETE", "/collections/{id}/items/{item}", Access::staff, Lane::questions, answer_collection_take_out,
          "collection_take_out", "Take it out again", "", "", 204},
    Route{"POST", "/shares", Access::staff, Lane::questions, answer_share_create, "share_create",
          "A link to an answer of one's own, the same one each time", "ShareRequest", "ShareLink", 201},
    Route{"GET", "/shares/{id}", Access::bearer, Lane::questions, answer_share, "share",
          "The answer behind a link, as far as the reader may see its sources", "", "SharedAnswer"},
    Route{"DELETE", "/shares/{id}", Access::staff, Lane::questions, answer_share_delete, "share_delete",
          "Take a link of one's own back", "", "", 204},
    Route{"GET", "/health", Access::optional, Lane::probes, answer_health, "health",
          "Health of the service; an admin's token adds the store's size", "", "Health"},
    Route{"GET", "/stats", Access::admin, Lane::probes, answer_stats, "stats",
          "Figures of the store, the cache and the ingestion", "", "Stats"},
    Route{"GET", "/me", Access::bearer, Lane::questions, answer_me, "me", "Who the credentials say one is", "", "Me"},
    Route{"GET", "/auth/login", Access::open, Lane::here, answer_login, "login",
          "Sign in from a browser: off to the issuer, and back to the page `return_to`", "", "", 302},
    Route{"GET", "/auth/callback", Access::open, Lane::questions, answer_callback, "login_callback",
          "Where the issuer sends the browser back to", "", "", 302},
    Route{"POST", "/auth/logout", Access::open, Lane::questions, answer_logout, "logout",
          "End the browser's session; only from this server's own pages", "", "", 204},
    Route{"GET", "/livez", Access::open, Lane::here, answer_livez, "livez", "Whether the process answers", "", "Probe"},
    Route{"GET", "/readyz", Access::open, Lane::probes, answer_readyz, "readyz",
          "Whether the service takes questions; 503 while it stops or its store is away", "", "Probe"},
    Route{"GET", "/openapi.json", Access::open, Lane::here, answer_openapi, "openapi", "This description (OpenAPI 3.1)",
          "", "OpenApi"},
    Route{"GET", "/docs", Access::open, Lane::here, answer_docs, "docs", "The description as a page", "", ""},
    Route{"GET", "/", Access::open, Lane::here, answer_root, "root", "Name, version and where to go next", "", "Root"},
    page("/app", "web_app"),
    page("/app/{page...}", "web_page"),
    page("/shared/{id}", "web_shared"),
    page("/assets/{file...}", "web_asset"),
    page("/sw.js", "web_service_worker"),
    page("/manifest.webmanifest", "web_manifest"),
    Route{.method = "GET",
          .path = "/auth/demo",
          .access = Access::open,
          .lane = Lane::here,
          .handler = answer_demo,
          .operation_id = "demo_people",
          .summary = "Whom one may sign in as",
          .is_api = false},
    Route{.method = "POST",
          .path = "/auth/demo",
          .access = Access::open,
          .lane = Lane::questions,
          .handler = answer_demo_login,
          .operation_id = "demo_login",
          .summary = "Sign in as one of them",
          .success = 204,
          .is_api = false},
};

constexpr bool is_whole(const Route& route) {
  return route.access != Access::undeclared && route.handler != nullptr && route.path.starts_with('/') &&
         !route.method.empty() && !route.operation_id.empty() && !route.summary.empty();
}

constexpr bool are_distinct(const Route& a, const Route& b) {
  return a.operation_id != b.operation_id && (a.path != b.path || a.method != b.method);
}

constexpr bool are_all_distinct() {
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!are_distinct(table[i], table[j])) return false;
    }
  }
  return true;
}

bool is_parameter(std::string_view part) { return part.starts_with('{'); }
bool is_rest(std::string_view part) { return part.ends_with("...}"); }

// Takes the part before the next slash off.
std::string_view take_part(std::string_view& path) {
  const auto end = std::min(path.find('/'), path.size());
  const auto part = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return part;
}

// Whether `path` is the pattern's, part by part; a {name} stands for one part that is not empty, a {name...} for one or
// more.
bool fits(std::string_view pattern, std::string_view path) {
  if (!pattern.contains('{')) return pattern == path;
  if (!is_rest(pattern) && std::ranges::count(pattern, '/') != std::ranges::count(path, '/')) return false;
  while (!pattern.empty()) {
    const auto wanted = take_part(pattern);
    if (is_rest(wanted)) return !path.empty();
    const auto part = take_part(path);
    if (is_parameter(wanted) ? part.empty() : wanted != part) return false;
  }
  return path.empty();
}

static_assert(std::ranges::all_of(table, is_whole), "a route lacks its policy, its handler or its description");
static_assert(are_all_distinct(), "two routes share a path and method, or an operation id");

}  // namespace

std::span<const Route> routes() { return table; }

std::string_view Request::parameter(std::string_view name) const {
  std::string_view pattern = route;
  std::string_view rest = path;
  while (!pattern.empty()) {
    const auto wanted = take_part(pattern);
    const auto part = take_part(rest);
    if (is_parameter(wanted) && wanted.substr(1, wanted.size() - 2) == name) return part;
  }
  return {};
}

std::string allowed_methods(std::string_view path) {
  std::string methods;
  for (const auto& route : table) {
    if (!fits(route.path, path)) continue;
    methods.append(route.method).append(route.method == "GET" ? ", HEAD, " : ", ");
  }
  return methods.empty() ? methods : methods + "OPTIONS";
}

const Route* find_route(std::string_view method, std::string_view path) {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  const auto* found =
      std::ranges::find_if(table, [&](const Route& route) { return fits(route.path, path) && route.method == wanted; });
  return found == table.end() ? nullptr : found;
}

}  // namespace edify::api
