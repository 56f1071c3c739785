#include <fmt/format.h>

#include <iterator>
#include <string>
#include <vector>

#include "app/command.h"
#include "app/console.h"
#include "app/wiring.h"

namespace edify::app {
namespace {

// Enough texts to fill length-sorted batches, few enough to stream.
constexpr std::size_t texts_at_once = 512;

void print_vectors(const embed::Embedder& embedder, std::vector<std::string>& texts) {
  std::string out;
  for (const Embedding& vector : embedder.embed(texts)) {
    out.push_back('[');
    // Nine digits give a float back exactly.
    for (std::size_t i = 0; i < vector.size(); ++i) {
      fmt::format_to(std::back_inserter(out), "{}{:.9g}", i == 0 ? "" : ",", vector[i]);
    }
    out.append("]\n");
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
  texts.clear();
}

Result<void> embed_lines(const Config& config) {
  EDIFY_TRY(const auto embedder, load_embedder(config));
  std::vector<std::string> texts;
  EDIFY_CHECK(each_json_string_line([&](std::string&& text) -> Result<void> {
    texts.push_back(std::move(text));
    if (texts.size() == texts_at_once) print_vectors(embedder, texts);
    return {};
  }));
  print_vectors(embedder, texts);
  return {};
}

}  // namespace

void add_embed(CommandLine& line) {
  line.parser.add_subcommand("embed", "stdin: a JSON string per line; stdout: its 384 numbers, a JSON array per line")
      ->callback([&line] { line.action = embed_lines; });
}

}  // namespace edify::app
