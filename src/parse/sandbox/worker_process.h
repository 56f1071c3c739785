// One child process that runs a parse worker. Used by one thread at a time.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "parse/sandbox/frame_socket.h"

namespace edify::parse {

struct WorkerCommand {
  // The program and its arguments; it must call run_parse_worker(worker_socket_descriptor) first of all.
  std::vector<std::string> argv = {"/proc/self/exe", "parse-worker"};
  // The whole environment of the worker: nothing else of the parent's (no keys, no connection strings) gets there.
  std::vector<std::string> environment = {"LC_ALL=C.UTF-8", "OMP_THREAD_LIMIT=1"};
  // Address space (RLIMIT_AS), libraries included; 0: no limit (sanitizers reserve terabytes).
  std::uint64_t memory_bytes = 2ULL << 30;
};

inline constexpr int worker_socket_descriptor = 3;

// Started by posix_spawn, never by fork of the threaded parent. The child inherits its end of the socket and standard
// error; everything else is closed or /dev/null. Not in the parent's process group: Ctrl-C is for the parent.
class WorkerProcess {
 public:
  // Errors: unavailable where the program or a resource is missing.
  static Result<WorkerProcess> start(const WorkerCommand& command);

  WorkerProcess(WorkerProcess&& other) noexcept;
  WorkerProcess& operator=(WorkerProcess&& other) noexcept;
  // Kills the child by its id and waits for it: no zombies.
  ~WorkerProcess();

  FrameSocket& socket() { return socket_; }
  pid_t id() const { return id_; }

  // False once the child has ended; it has then been waited for.
  bool is_alive();

  // Waits for a child that has closed its socket and says how it ended, as the Error of its document:
  // over_limit ("memory") or unreadable ("parser_crashed").
  Error explain_end();

 private:
  WorkerProcess(pid_t id, FrameSocket socket) : id_(id), socket_(std::move(socket)) {}
  void end() noexcept;

  pid_t id_ = -1;  // -1: has been waited for
  FrameSocket socket_;
};

}  // namespace edify::parse
