// The worker that worker_pool_test starts: the real one, with a parser that misbehaves where the file's name says so.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "parse/sandbox/worker.h"
#include "parse/sandbox/worker_process.h"

namespace edify::parse {
namespace {

Result<ParsedDocument> report(std::string text) {
  ParsedDocument document;
  document.content_type = "text/plain";
  document.elements.emplace_back().text = std::move(text);
  return document;
}

// Everything that a worker could have inherited: descriptors, environment, limits.
std::string describe_process() {
  std::string text = "descriptors:";
  for (int descriptor = 0; descriptor < 64; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) >= 0) text.append(" ").append(std::to_string(descriptor));
  }
  text += "; environment:";
  for (char** variable = environ; *variable != nullptr; ++variable) text.append(" ").append(*variable);
  rlimit core = {};
  rlimit file = {};
  ::getrlimit(RLIMIT_CORE, &core);
  ::getrlimit(RLIMIT_FSIZE, &file);
  return text + "; core " + std::to_string(core.rlim_cur) + " file " + std::to_string(file.rlim_cur);
}

// Touches what it gets, so that it costs memory and not addresses only.
void swell_by_new() {
  std::vector<std::string> blocks;
  for (;;) blocks.emplace_back(16 << 20, 'x');
}

// As a C library that does not look at what malloc answers.
void swell_by_malloc() {
  for (;;) {
    auto* block = static_cast<volatile char*>(std::malloc(16 << 20));
    for (std::size_t i = 0; i < (16 << 20); i += 4096) block[i] = 1;
  }
}

// Reads first, so that the parent can know that the worker is busy.
[[noreturn]] void hang(RangeReader& reader) {
  std::byte byte[1];
  static_cast<void>(reader.read(0, byte));
  for (;;) ::pause();
}

// What a parser that was taken over might try. "done", or why not; some attempts end the process instead.
std::string attempt(const std::string& what) {
  const auto said = [](bool done) { return done ? std::string("done") : std::string(std::strerror(errno)); };
  if (what == "socket") return said(::socket(AF_INET, SOCK_STREAM, 0) >= 0);
  if (what == "read a file") return said(::open("/etc/passwd", O_RDONLY) >= 0);
  if (what == "read its own program") return said(::open("/proc/self/exe", O_RDONLY) >= 0);
  if (what == "read an allowed file") return said(::open(EDIFY_SOURCE_DIR "/LICENSE", O_RDONLY) >= 0);
  if (what == "write a file") return said(::open("/dev/shm/edify-probe", O_WRONLY | O_CREAT, 0600) >= 0);
  if (what == "write a folder") return said(::mkdir("/dev/shm/edify-probe", 0700) == 0);
  if (what == "make a file in memory") return said(::memfd_create("probe", 0) >= 0);
  if (what == "execute") return said(::execl("/bin/true", "true", nullptr) == 0);
  if (what == "trace") return said(::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr) == 0);
  if (what == "kill its parent") return said(::kill(::getppid(), 0) == 0);
  if (what == "kill its parent's thread") return said(::syscall(SYS_tgkill, ::getppid(), ::getppid(), 0) == 0);
  if (what == "signal through a descriptor") return said(::fcntl(0, F_SETOWN, ::getppid()) == 0);
  if (what == "raise a limit") {
    const rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    return said(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  if (what == "map code") {
    return said(::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
  }
  if (what == "fork") {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    return said(child > 0);
  }
  if (what == "start a thread") {
    std::thread([] {}).join();
    return "done";
  }
  return "no such probe";
}

Result<ParsedDocument> misbehave(RangeReader& reader, const ParseOptions& options) {
  if (options.name == "crash") std::abort();
  if (options.name == "exit") ::_exit(0);
  if (options.name == "swell") swell_by_new();
  if (options.name == "swell in C") swell_by_malloc();
  if (options.name == "throw") throw std::runtime_error("a library's exception");
  if (options.name == "identify") return report(std::to_string(::getpid()));
  if (options.name == "describe") return report(describe_process());
  if (options.name == "hang") hang(reader);
  constexpr std::string_view probe = "probe: ";
  if (options.name.starts_with(probe)) return report(attempt(options.name.substr(probe.size())));
  return parse_document(reader, options);
}

}  // namespace
}  // namespace edify::parse

int main() { return edify::parse::run_parse_worker(edify::parse::worker_socket_descriptor, edify::parse::misbehave); }
