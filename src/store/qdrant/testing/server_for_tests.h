// The Qdrant that tests talk to: the server of QDRANT_URL, or else the double of tests/qdrant/ in a process of its own,
// which ends with this one.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "base/hash.h"
#include "http/url.h"
#include "store/qdrant/options.h"

extern char** environ;

namespace edify::store::qdrant::testing {

inline std::filesystem::path python_of_the_double() {
  return std::filesystem::path(EDIFY_ENGINES_DIR) / "qdrant" / "venv" / "bin" / "python";
}

// A process whose standard input is a pipe that closes when we go. Its port; 0 where it did not start.
inline int start_double() {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) return 0;
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  std::string python = python_of_the_double().string();
  std::string script = std::string(EDIFY_SOURCE_DIR) + "/tests/qdrant/double.py";
  std::array<char*, 3> arguments = {python.data(), script.data(), nullptr};
  pid_t child = 0;
  const int failed = ::posix_spawn(&child, python.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  if (failed != 0) return 0;
  int port = 0;
  FILE* said = ::fdopen(out[0], "r");
  if (std::fscanf(said, "ready %d", &port) != 1) port = 0;
  std::fclose(said);
  return port;
}

// Nothing where there is neither.
inline std::optional<std::string> server_url() {
  static const std::optional<std::string> url = []() -> std::optional<std::string> {
    if (const char* real = std::getenv("QDRANT_URL"); real != nullptr && *real != '\0') return real;
    if (!std::filesystem::exists(python_of_the_double())) return std::nullopt;
    const int port = start_double();
    if (port == 0) return std::nullopt;
    return "http://127.0.0.1:" + std::to_string(port);
  }();
  return url;
}

inline constexpr auto no_server =
    "neither is QDRANT_URL set nor is the engine behind the double there; run tools/setup.sh";

// Of a collection that no other test has. Only where server_url() is something.
inline Options options_for_test() {
  Options options;
  options.endpoint = http::parse_endpoint(server_url().value()).value();
  if (const char* key = std::getenv("QDRANT_API_KEY"); key != nullptr) options.api_key = Secret(key);
  options.collection = "edify_test_" + random_uuid().substr(0, 13);
  options.layout.embedding_model = "test model";
  options.follows_outbox = false;
  return options;
}

}  // namespace edify::store::qdrant::testing
