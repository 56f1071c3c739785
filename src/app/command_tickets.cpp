#include <fmt/format.h>

#include <fstream>
#include <memory>

#include "app/command.h"
#include "app/ticket_import.h"
#include "app/wiring.h"

namespace edify::app {
namespace {

struct TicketOptions {
  std::string file;
  TicketColumns columns;
};

Result<void> import(const Config& config, const TicketOptions& options) {
  std::ifstream stream(options.file, std::ios::binary);
  if (!stream) return fail(ErrorCode::not_found, fmt::format("cannot open {}; check the path", options.file));
  EDIFY_CHECK(prepare_data_folder(config));
  EDIFY_TRY(const auto tickets, open_tickets(config));
  EDIFY_TRY(const auto done, import_tickets(stream, options.file, options.columns, *tickets));
  fmt::print("{} tickets read, {} of them new\n", done.read, done.added);
  return {};
}

}  // namespace

void add_tickets(CommandLine& line) {
  auto options = std::make_shared<TicketOptions>();
  auto* command = line.parser.add_subcommand("tickets", "Support tickets, for the figures that admins see");
  command->require_subcommand(1);
  auto* importing = command->add_subcommand(
      "import",
      "Read a help desk's CSV file; again without harm. When each was opened and closed is kept, nothing else");
  importing->add_option("FILE", options->file, "A CSV file with a header")->required();
  importing->add_option("--id", options->columns.id, "The column of the ticket's id")->capture_default_str();
  importing->add_option("--opened", options->columns.opened, "The column of when it was opened")->capture_default_str();
  importing->add_option("--closed", options->columns.closed, "The column of when it was closed; it may be missing")
      ->capture_default_str();
  importing->callback(
      [&line, options] { line.action = [options](const Config& config) { return import(config, *options); }; });
}

}  // namespace edify::app
