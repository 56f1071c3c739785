// A real PostgreSQL for tests: on a Unix socket in a folder of its own, as an unprivileged user where the test is root.
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/hash.h"
#include "catalog/postgres/address.h"
#include "catalog/postgres/connection.h"
#include "catalog/postgres/pool.h"

namespace edify::catalog::test {

// Where the server's programs are; nothing where PostgreSQL is not installed.
inline std::optional<std::filesystem::path> postgres_programs() {
  for (const char* folder : {"/usr/lib/postgresql/15/bin", "/usr/local/bin"}) {
    if (std::filesystem::exists(std::filesystem::path(folder) / "initdb")) return folder;
  }
  return std::nullopt;
}

class PostgresServer {
 public:
  PostgresServer() {
    std::filesystem::create_directories(folder_);
    if (const passwd* user = server_user();
        user != nullptr && ::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
      throw std::runtime_error("cannot give the folder of the test's PostgreSQL to its user");
    }
    // No password: the socket lies in a folder that only the server's user and root can enter.
    const pid_t made = start_program({"initdb", "--pgdata", data(), "--username", "edify", "--auth", "trust",
                                      "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"});
    if (wait_for(made) != 0) throw std::runtime_error("initdb failed; see " + (folder_ / "log").string());
    start();
  }
  ~PostgresServer() {
    stop();
    std::filesystem::remove_all(folder_);
  }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  void start() {
    process_ = start_program({"postgres", "-D", data(), "-k", folder_.string(), "-c", "listen_addresses=", "-c",
                              "fsync=off", "-c", "max_connections=60"});
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!postgres::Connection::open(address("public"), {})) {
      if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("the test's PostgreSQL does not start");
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  // At once, as a crash: connections are cut.
  void stop() {
    if (process_ <= 0) return;
    ::kill(process_, SIGQUIT);
    wait_for(process_);
    process_ = -1;
  }

  // Everything is looked for and made in `schema`, which is made where it is missing.
  postgres::Address address(const std::string& schema) const {
    return postgres::parse_address(
               fmt::format("postgresql://edify@/postgres?host={}&options=-csearch_path%3D{}", folder_.string(), schema))
        .value();
  }
  // Of a schema that nobody has yet.
  postgres::Address fresh_address() {
    const std::string schema = fmt::format("fresh_{}", ++schemas_);
    auto made = postgres::Connection::open(address("public"), {}).value().run("CREATE SCHEMA " + schema);
    if (!made) throw std::runtime_error(made.error().message);
    return address(schema);
  }

 private:
  static const passwd* server_user() {
    if (::geteuid() != 0) return nullptr;
    const passwd* user = ::getpwnam("postgres");
    return user != nullptr ? user : ::getpwnam("nobody");
  }
  std::string data() const { return (folder_ / "data").string(); }

  pid_t start_program(const std::vector<std::string>& arguments) const {
    const auto program = (*postgres_programs() / arguments.front()).string();
    const auto log = (folder_ / "log").string();
    std::vector<char*> pointers;
    for (const auto& each : arguments) pointers.push_back(const_cast<char*>(each.c_str()));
    // It looks for the others of its release beside itself, by this name.
    pointers.front() = const_cast<char*>(program.c_str());
    pointers.push_back(nullptr);
    const passwd* user = server_user();
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (user != nullptr &&
        (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) {
      ::_exit(120);
    }
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);  // it goes with its test, however that ends
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    ::chdir("/") == 0 ? ::execv(program.c_str(), pointers.data()) : 0;
    ::_exit(121);
  }
  static int wait_for(pid_t process) {
    int status = -1;
    ::waitpid(process, &status, 0);
    return status;
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("edify-postgres-" + random_uuid().substr(0, 8));
  pid_t process_ = -1;
  int schemas_ = 0;
};

// One for all tests of a program, since it takes seconds to make; nullptr where PostgreSQL is not installed.
inline PostgresServer* shared_postgres() {
  static std::unique_ptr<PostgresServer> server = postgres_programs() ? std::make_unique<PostgresServer>() : nullptr;
  return server.get();
}

}  // namespace edify::catalog::test
