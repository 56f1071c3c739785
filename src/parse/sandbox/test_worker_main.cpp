// The worker that worker_pool_test starts: the real one, with a parser that misbehaves where the file's name says so.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
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

Result<ParsedDocument> misbehave(RangeReader& reader, const ParseOptions& options) {
  if (options.name == "crash") std::abort();
  if (options.name == "exit") ::_exit(0);
  if (options.name == "swell") swell_by_new();
  if (options.name == "swell in C") swell_by_malloc();
  if (options.name == "throw") throw std::runtime_error("a library's exception");
  if (options.name == "identify") return report(std::to_string(::getpid()));
  if (options.name == "describe") return report(describe_process());
  if (options.name == "hang") hang(reader);
  return parse_document(reader, options);
}

}  // namespace
}  // namespace edify::parse

int main() { return edify::parse::run_parse_worker(edify::parse::worker_socket_descriptor, edify::parse::misbehave); }
