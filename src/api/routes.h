// The table of routes: what the server answers, who may ask, and what /openapi.json says about it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

enum class Access : std::uint8_t {
  undeclared,  // nobody; a route that says nothing does not compile (routes.cpp)
  open,        // anyone; credentials are not looked at
  optional,    // anyone; valid credentials may show more
  bearer,      // valid credentials
  staff,       // valid credentials of a teacher or an admin
  admin,       // valid credentials of an admin
};

constexpr bool needs_principal(Access access) { return access >= Access::bearer; }

// Where a handler runs.
enum class Lane : std::uint8_t {
  here,       // on the I/O thread: it neither blocks nor computes
  probes,     // on a thread of its own: it reads a little, and must answer while questions queue
  questions,  // on the workers, by admission
};

// May block, but on Lane::here. Errors become problem+json by the table in problem.h.
using Handler = Result<Response> (*)(Service& service, const Request& request);

// In place of a schema's name: the answer is a stream of server-sent events.
inline constexpr std::string_view event_stream = "text/event-stream";

struct Route {
  std::string_view method;
  std::string_view path;  // {name} stands for one part, {name...} at its end for the rest
  Access access = Access::undeclared;
  Lane lane = Lane::here;
  Handler handler = nullptr;
  std::string_view operation_id;
  std::string_view summary;
  std::string_view request_schema = {};   // name in openapi_schemas.h; empty: no body
  std::string_view response_schema = {};  // the same; empty: the answer is an HTML page
  unsigned success = 200;            // 204: no body; 302: to another page
  std::string_view query_schema =
      {};                         // name in openapi_schemas.h of an object with the query's parameters; empty: none
  std::string_view content = {};  // media types of an answer that is not JSON, apart by blanks
  bool is_api = true;             // false: of the web app; /openapi.json does not tell of it
};

std::span<const Route> routes();

// "GET, HEAD, OPTIONS" for a known path; empty for an unknown one.
std::string allowed_methods(std::string_view path);

// The route, HEAD being answered by GET's; nullptr where the table has none.
const Route* find_route(std::string_view method, std::string_view path);

}  // namespace edify::api
