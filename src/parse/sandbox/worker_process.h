// One child process that runs a parse worker. Used by one thread at a time.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "parse/sandbox/frame_socket.h"
#include "parse/sandbox/sandbox_policy.h"

namespace edify::parse {

struct WorkerCommand {
  // The program and its arguments; it must call run_parse_worker(worker_socket_descriptor) first of all.
  std::vector<std::string> argv = {"/proc/self/exe", "parse-worker"};
  // The whole environment of the worker: nothing else of the parent's (no keys, no connection strings) gets there.
  std::vector<std::string> environment = {"LC_ALL=C.UTF-8", "OMP_THREAD_LIMIT=1"};
  // What one document may add to the worker's own data (RLIMIT_DATA); what it holds between two, OCR models above all,
  // does not count. Its addresses (RLIMIT_AS) may be more by what libraries and reservations take. Sanitizers reserve
  // terabytes: there neither is limited.
  std::uint64_t memory_bytes = 288ULL << 20;
  SandboxPolicy sandbox;
};

inline constexpr int worker_socket_descriptor = 3;

// Started by posix_spawn, never by fork of the threaded parent. The child inherits its end of the socket; everything
// else is closed or /dev/null, standard error too: what libraries print there may be a document's words or a terminal's
// commands. Not in the parent's process group: Ctrl-C is for the parent.
class WorkerProcess {
 public:
  // Blocks until the child has locked itself. Errors: unavailable where the program or a resource is missing, or
  // ("sandbox_unavailable") the kernel can not do what the sandbox's mode requires.
  static Result<WorkerProcess> start(const WorkerCommand& command);

  WorkerProcess(WorkerProcess&& other) noexcept;
  WorkerProcess& operator=(WorkerProcess&& other) noexcept;
  // Kills the child by its id and waits for it: no zombies.
  ~WorkerProcess();

  FrameSocket& socket() { return socket_; }
  pid_t id() const { return id_; }
  const Confinement& confinement() const { return confinement_; }

  // Call before each document. From now on the worker may add command.memory_bytes to its data, and use so much time of
  // a processor: a backstop to the parent's own clock, for a parent that is stopped.
  void begin_document(std::chrono::seconds processor_time);

  // Its resident memory; 0 where the kernel does not say.
  std::uint64_t resident_bytes() const;

  // False once the child has ended; it has then been waited for.
  bool is_alive();

  // Waits for a child that has closed its socket and says how it ended, as the Error of its document:
  // over_limit ("memory", "cpu_time") or unreadable ("parser_crashed", "sandbox_violation").
  Error explain_end();

 private:
  WorkerProcess(pid_t id, FrameSocket socket, std::uint64_t memory_bytes)
      : id_(id), socket_(std::move(socket)), memory_bytes_(memory_bytes) {}
  Result<void> confine(const SandboxPolicy& policy);
  void end() noexcept;

  pid_t id_ = -1;  // -1: has been waited for
  FrameSocket socket_;
  std::uint64_t memory_bytes_ = 0;
  Confinement confinement_;
};

}  // namespace edify::parse
