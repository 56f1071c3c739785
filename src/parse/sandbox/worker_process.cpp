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
#include <ctime>
#include <fstream>
#include <utility>

#include "parse/sandbox/protocol.h"
#include "parse/sandbox/sanitized.h"
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
    if constexpr (!is_sanitized) {
      ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    }
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
  constexpr rlim_t addresses_beside_data = 2ULL << 30;
  const bool limited = set(RLIMIT_CORE, 0) && set(RLIMIT_FSIZE, 0) && set(RLIMIT_NOFILE, open_files);
  if (is_sanitized) return limited;
  return limited && set(RLIMIT_AS, memory_bytes + addresses_beside_data);
}

// In bytes; zeros where the kernel does not say.
struct ProcessMemory {
  std::uint64_t resident = 0;
  std::uint64_t data = 0;  // what RLIMIT_DATA counts, and the stack
};

ProcessMemory memory_of(pid_t id) {
  std::ifstream statm(fmt::format("/proc/{}/statm", id));
  std::uint64_t addresses = 0;
  std::uint64_t resident = 0;
  std::uint64_t shared = 0;
  std::uint64_t code = 0;
  std::uint64_t unused = 0;
  std::uint64_t data = 0;
  statm >> addresses >> resident >> shared >> code >> unused >> data;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return {resident * page, data * page};
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
  WorkerProcess process(id, std::move(ours), command.memory_bytes);
  if (!limit_resources(id, command.memory_bytes)) {
    return fail(ErrorCode::unavailable, fmt::format("the parse worker can not be limited: {}", std::strerror(errno)));
  }
  EDIFY_CHECK(process.confine(command.sandbox));
  return process;
}

Result<void> WorkerProcess::confine(const SandboxPolicy& policy) {
  // Loading the program takes a moment, on a busy machine several.
  const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  EDIFY_CHECK(socket_.send(FrameType::confine, encode(policy), deadline));
  EDIFY_TRY(const std::optional<Frame> answer, socket_.receive(deadline));
  if (answer && answer->type == FrameType::failed) return std::unexpected(decode_error(answer->payload));
  if (!answer || answer->type != FrameType::ready) {
    return fail(ErrorCode::unavailable, "the parse worker ends before it has read anything; run `edify doctor`",
                "worker_start");
  }
  EDIFY_TRY(confinement_, decode_confinement(answer->payload));
  return {};
}

// Soft limits only: a hard one could not be raised for the next document.
void WorkerProcess::begin_document(std::chrono::seconds processor_time) {
  clockid_t clock = {};
  timespec used = {};
  if (::clock_getcpuclockid(id_, &clock) == 0 && ::clock_gettime(clock, &used) == 0) {
    const rlimit limit = {static_cast<rlim_t>(used.tv_sec + 1 + processor_time.count()), RLIM_INFINITY};
    ::prlimit(id_, RLIMIT_CPU, &limit, nullptr);
  }
  if (is_sanitized) return;
  const rlimit limit = {memory_of(id_).data + memory_bytes_, RLIM_INFINITY};
  ::prlimit(id_, RLIMIT_DATA, &limit, nullptr);
}

std::uint64_t WorkerProcess::resident_bytes() const { return memory_of(id_).resident; }

WorkerProcess::WorkerProcess(WorkerProcess&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      socket_(std::move(other.socket_)),
      memory_bytes_(other.memory_bytes_),
      confinement_(other.confinement_) {}

WorkerProcess& WorkerProcess::operator=(WorkerProcess&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(socket_, other.socket_);
  std::swap(memory_bytes_, other.memory_bytes_);
  std::swap(confinement_, other.confinement_);
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
  const int signal = status >= 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (signal == SIGSYS) {
    return {ErrorCode::unreadable,
            "reading the document made its parser do what the sandbox forbids; it is hostile: have it looked at",
            "sandbox_violation"};
  }
  if (signal == SIGXCPU) {
    return {ErrorCode::over_limit, "the document took more processor time than parse.max_seconds allows; split it",
            "cpu_time"};
  }
  const std::string how = signal != 0 ? fmt::format(" ({})", ::sigdescr_np(signal)) : "";
  return {ErrorCode::unreadable, "the parser crashed on the document" + how + "; it is damaged or hostile",
          "parser_crashed"};
}

}  // namespace edify::parse
