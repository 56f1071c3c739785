// edify: the whole program as a table of contents. Each add_* is one command, in src/app/command_*.cpp.
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdio>
#include <exception>
#include <optional>
#include <string>

#include "app/command.h"
#include "app/config.h"
#include "base/log.h"
#include "parse/sandbox/sanitized.h"

namespace {

using edify::Error;
using edify::Result;
using namespace edify::app;

// A core file would put the bytes of documents on a disk. The limit alone does not stop a core that goes to a handler
// through a pipe; the leak sanitizer in turn can not look into a process that is not dumpable.
void forbid_core_dumps() {
  const rlimit none{};
  ::setrlimit(RLIMIT_CORE, &none);
  if (!edify::parse::is_sanitized) ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

struct GlobalOptions {
  std::string config_file;
  std::string data;
  std::string log_level;
};

void add_global_options(CommandLine& line, GlobalOptions& options) {
  line.parser.set_version_flag("--version", EDIFY_VERSION);
  line.parser.add_option("--config", options.config_file, "Configuration file (default: ./edify.toml if it is there)");
  line.parser.add_option("--data", options.data, "Folder of store, catalog and keys (default: ./edify-data)");
  line.parser.add_option("--log-level", options.log_level, "trace, debug, info, warn or error");
  line.parser.require_subcommand(0, 1);  // none is reported by us: CLI11 would not name a misspelt one
  line.parser.fallthrough();
}

void add_commands(CommandLine& line) {
  add_parse(line);
  add_tokenize(line);
  add_embed(line);
  add_ingest(line);
  add_reprocess_and_retry(line);
  add_query(line);
  add_serve(line);
  add_status(line);
  add_token(line);
  add_key(line);
  add_user(line);
  add_eval(line);
  add_encrypt(line);
  add_doctor(line);
  add_ready(line);
  add_reindex(line);
  add_audit(line);
  add_tickets(line);
  add_backup(line);
  add_restore(line);
  add_parse_worker(line);
}

Result<void> run(const GlobalOptions& options, const Action& action) {
  std::optional<std::filesystem::path> file;
  if (!options.config_file.empty()) file = options.config_file;
  EDIFY_TRY(Config config, load_config(process_sources(file)));
  if (!options.data.empty()) config.data = options.data;
  if (!options.log_level.empty()) config.log_level = options.log_level;
  EDIFY_CHECK(edify::log::set_up(config.log_level));
  return action(config);
}

// One line, whatever a library put into the message.
int report(const Error& error) {
  std::string line = error.message;
  for (char& c : line) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  fmt::print(stderr, "edify: {}\n", line);
  return edify::exit_code(error.code);
}

}  // namespace

int main(int argc, char** argv) {
  forbid_core_dumps();
  CommandLine line;
  GlobalOptions options;
  add_global_options(line, options);
  add_commands(line);
  try {
    line.parser.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return line.parser.exit(help);
  } catch (const CLI::CallForAllHelp& help) {
    return line.parser.exit(help);
  } catch (const CLI::CallForVersion& version) {
    return line.parser.exit(version);
  } catch (const CLI::ParseError& error) {
    return report(Error(edify::ErrorCode::invalid_argument, fmt::format("{} (see edify --help)", error.what())));
  }
  if (!line.action) {
    return report(Error(edify::ErrorCode::invalid_argument, "name a command; edify --help lists them"));
  }
  try {
    const auto result = run(options, line.action);
    return result ? 0 : report(result.error());
  } catch (const std::bad_alloc&) {
    return report(Error(edify::ErrorCode::over_limit, "out of memory"));
  } catch (const std::exception& error) {
    return report(Error(edify::ErrorCode::internal, fmt::format("unexpected: {}", error.what())));
  }
}
