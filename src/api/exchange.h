// One request and its answer as handlers see them, free of sockets and of the HTTP library. Plain values.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/credentials.h"
#include "api/asset.h"
#include "api/body_stream.h"
#include "api/trace_context.h"
#include "base/deadline.h"
#include "model/curriculum.h"
#include "model/principal.h"

namespace edify::api {

// Views point into the connection's message, which outlives the handler.
struct Request {
  std::string_view method;  // "GET", as sent
  std::string_view path;    // without the query part, as sent (not percent-decoded)
  std::string_view query;   // what follows the '?', as sent
  access::Credentials credentials;
  std::string_view content_type;
  std::string_view origin;
  std::string_view requested_method;  // Access-Control-Request-Method
  std::string_view accept_encoding;
  std::string_view if_none_match;
  std::string_view if_match;
  std::string_view if_range;
  std::string_view range;
  std::string_view accept;
  std::string_view body;
  std::string id;                      // X-Request-Id
  TraceContext trace;                  // for whatever is asked of others on this request's behalf
  std::string client;                  // address, behind proxies that are trusted
  std::string limited_as;              // whom limits count it with: the address, or its network
  std::string_view route;              // of the table, "/query"; empty where none fits
  bool secure = false;                 // came over TLS, or a trusted proxy says so
  std::optional<Principal> principal;  // whom the credentials name, once they are verified
  bool awaits_keys = false;            // the issuer of its token is being asked for its keys
  std::chrono::steady_clock::time_point arrived;
  Deadline deadline;

  // What stands in the path where the route has `{name}`, as sent; empty where the route has no such part.
  std::string_view parameter(std::string_view name) const;
};

// What an answer let its caller see, for the audit.
struct Disclosure {
  Principal principal;  // as whom it was asked, after narrowing
  std::string scope;    // fingerprint
  std::vector<std::string> document_ids;
  std::string question;
  CurriculumLine topic = {};  // of the question
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beside those that every answer carries
  const Asset* asset = nullptr;                              // in place of `body`; outlives the server's connections
  std::optional<StreamedBody> stream = {};                   // in place of `body`
  std::optional<Disclosure> disclosure = {};                 // of documents
};

}  // namespace edify::api
