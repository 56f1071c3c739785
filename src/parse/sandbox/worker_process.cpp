#include "parse/sandbox/worker_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "parse/sandbox/worker.h"

namespace edify::parse {
namespace {

class SpawnActions {
 public:
  explicit SpawnActions(int socket) {
    ::posix_spawn_file_actions_init(&actions_);
    // The socket first: its number may be 0 or 1 in a daemon. dup2 also clears close-on-exec.
    ::posix_spawn_file_actions_adddup2(&actions_, socket, worker_socket_descriptor);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, worker_socket_descriptor + 1);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions_); }

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

class SpawnAttributes {
 public:
  SpawnAttributes() {
    ::posix_spawnattr_init(&attributes_);
    sigset_t signals;
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    ::sigfillset(&signals);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes_); }

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

std::vector<char*> pointers_to(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& string : strings) pointers.push_back(const_cast<char*>(string.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// From outside, so that they hold before the child's first instruction of ours and whatever it does.
bool limit_resources(pid_t id, std::uint64_t memory_bytes) {
  const auto set = [id](__rlimit_resource resource, rlim_t value) {
    const rlimit limit = {value, value};
    return ::prlimit(id, resource, &limit, nullptr) == 0;
  };
  constexpr rlim_t open_files = 64;
  const bool limited = set(RLIMIT_CORE, 0) && set(RLIMIT_FSIZE, 0) && set(RLIMIT_NOFILE, open_files);
  return limited && (memory_bytes == 0 || set(RLIMIT_AS, memory_bytes));
}

// -1 where it has been waited for already (SIGCHLD ignored by the program).
int wait_for(pid_t id) {
  int status = -1;
  while (::waitpid(id, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return status;
}

}  // namespace

Result<WorkerProcess> WorkerProcess::start(const WorkerCommand& command) {
  EDIFY_TRY(auto ends, connected_pair());
  auto& [ours, theirs] = ends;
  const SpawnActions actions(theirs.descriptor());
  const SpawnAttributes attributes;
  const std::vector<char*> argv = pointers_to(command.argv);
  const std::vector<char*> environment = pointers_to(command.environment);
  pid_t id = -1;
  const int error = ::posix_spawn(&id, argv[0], actions.get(), attributes.get(), argv.data(), environment.data());
  if (error != 0) {
    return fail(ErrorCode::unavailable,
                fmt::format("the parse worker {} does not start: {}", command.argv[0], std::strerror(error)));
  }
  WorkerProcess process(id, std::move(ours));
  if (!limit_resources(id, command.memory_bytes)) {
    return fail(ErrorCode::unavailable, fmt::format("the parse worker can not be limited: {}", std::strerror(errno)));
  }
  return process;
}

WorkerProcess::WorkerProcess(WorkerProcess&& other) noexcept
    : id_(std::exchange(other.id_, -1)), socket_(std::move(other.socket_)) {}

WorkerProcess& WorkerProcess::operator=(WorkerProcess&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(socket_, other.socket_);
  return *this;
}

WorkerProcess::~WorkerProcess() { end(); }

void WorkerProcess::end() noexcept {
  if (id_ < 0) return;
  ::kill(id_, SIGKILL);
  wait_for(std::exchange(id_, -1));
}

bool WorkerProcess::is_alive() {
  if (id_ < 0) return false;
  int status = 0;
  const pid_t ended = ::waitpid(id_, &status, WNOHANG);
  if (ended == 0) return true;
  id_ = -1;
  return false;
}

Error WorkerProcess::explain_end() {
  if (id_ < 0) return {ErrorCode::unreadable, "the parser ended while it read the document", "parser_crashed"};
  // One that crashed has its exit status already; one that only closed its socket would be waited for for ever.
  ::kill(id_, SIGKILL);
  const int status = wait_for(std::exchange(id_, -1));
  if (status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == out_of_memory_exit) {
    return {ErrorCode::over_limit, "the document needs more memory than a parse worker may have; split it", "memory"};
  }
  const std::string how =
      status >= 0 && WIFSIGNALED(status) ? fmt::format(" ({})", ::sigdescr_np(WTERMSIG(status))) : "";
  return {ErrorCode::unreadable, "the parser crashed on the document" + how + "; it is damaged or hostile",
          "parser_crashed"};
}

}  // namespace edify::parse
