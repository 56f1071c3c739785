#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/command.h"
#include "app/console.h"
#include "app/wiring.h"

namespace edify::app {
namespace {

Result<void> tokenize(const Config& config) {
  EDIFY_TRY(const auto tokenizer, load_tokenizer(config));
  return each_json_string_line([&](std::string&& text) -> Result<void> {
    const std::string line = fmt::format("[{}]\n", fmt::join(tokenizer.encode(text), ","));
    std::fwrite(line.data(), 1, line.size(), stdout);
    return {};
  });
}

}  // namespace

void add_tokenize(CommandLine& line) {
  line.parser.add_subcommand("tokenize", "stdin: a JSON string per line; stdout: its token ids, a JSON array per line")
      ->callback([&line] { line.action = tokenize; });
}

}  // namespace edify::app
