#include <cstdlib>

#include "app/command.h"
#include "parse/sandbox/worker.h"
#include "parse/sandbox/worker_process.h"

namespace edify::app {

void add_parse_worker(CommandLine& line) {
  line.parser.add_subcommand("parse-worker", "Internal: parses documents for the process that started it")
      ->group("")  // not in the help
      ->callback([] { std::exit(parse::run_parse_worker(parse::worker_socket_descriptor)); });
}

}  // namespace edify::app
