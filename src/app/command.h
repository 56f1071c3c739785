// The command line as a table: each command is a file command_<name>.cpp that adds one subcommand.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "app/config.h"
#include "base/error.h"

namespace edify::app {

// What a command does once the words are parsed; its Error becomes one line on stderr and an exit code.
using Action = std::function<Result<void>(const Config&)>;

// Where a subcommand puts its Action when it is the chosen one.
struct CommandLine {
  CLI::App parser{"Edify answers questions over a school's documents, each user seeing only what they may.", "edify"};
  Action action;
};

void add_parse(CommandLine& line);
void add_tokenize(CommandLine& line);
void add_embed(CommandLine& line);
void add_ingest(CommandLine& line);
void add_reprocess_and_retry(CommandLine& line);
void add_query(CommandLine& line);
void add_serve(CommandLine& line);
void add_status(CommandLine& line);
void add_token(CommandLine& line);
void add_key(CommandLine& line);
void add_user(CommandLine& line);
void add_eval(CommandLine& line);
void add_reindex(CommandLine& line);
void add_eval_answers(CLI::App& eval, CommandLine& line);  // a subcommand of eval
void add_encrypt(CommandLine& line);
void add_eval_from_feedback(CLI::App& eval, CommandLine& line);
void add_tickets(CommandLine& line);
void add_doctor(CommandLine& line);
void add_ready(CommandLine& line);
void add_backup(CommandLine& line);
void add_restore(CommandLine& line);
void add_audit(CommandLine& line);
void add_parse_worker(CommandLine& line);

}  // namespace edify::app
