#include "api/access_log.h"

#include <string>

#include "api/json_writer.h"
#include "base/hash.h"
#include "base/log.h"

namespace edify::api {

void log_access(const Request& request, const Response& response) {
  if (!spdlog::should_log(spdlog::level::info)) return;
  constexpr std::size_t longest_path = 200;
  constexpr std::size_t hash_digits = 16;
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - request.arrived;
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.member("event", "request");
  json.member("id", request.id);
  json.member("method", request.method);
  json.member("path", request.path.substr(0, longest_path));
  json.member("status", response.status);
  json.member("bytes", response.body.size());
  json.member("ms", elapsed.count());
  if (request.principal) {
    json.member("user", sha256_hex(request.principal->user).substr(0, hash_digits));
    json.member("role", to_string(request.principal->role));
  }
  json.end_object();
  log::info("{}", line);
}

}  // namespace edify::api
