#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <memory>
#include <string>

#include "app/command.h"
#include "app/console.h"
#include "app/wiring.h"
#include "model/memory_reader.h"
#include "parse/render.h"
#include "parse/render_svg.h"
#include "source/folder/folder_source.h"

namespace edify::app {
namespace {

struct ParseOptions {
  std::string file;
  std::string name;
  std::string format = "markdown";
  std::string strategy = "auto";
  std::string pages;
};

constexpr std::uint64_t most_from_stdin = 256ULL << 20;

// stdin cannot be read by ranges, so it is read whole.
Result<std::unique_ptr<RangeReader>> read_stdin() {
  std::string bytes;
  std::string block(1 << 20, '\0');
  while (const std::size_t count = std::fread(block.data(), 1, block.size(), stdin)) {
    bytes.append(block, 0, count);
    if (bytes.size() > most_from_stdin) {
      return fail(ErrorCode::over_limit,
                  fmt::format("stdin has more than {}; give a file's path instead", human_bytes(most_from_stdin)),
                  "bytes");
    }
  }
  return std::make_unique<MemoryReader>(std::move(bytes));
}

Result<parse::PageRange> parse_pages(const std::string& text) {
  if (text.empty()) return parse::PageRange{};
  parse::PageRange range;
  const auto dash = text.find('-');
  const std::string first = text.substr(0, dash);
  const std::string last = dash == std::string::npos ? first : text.substr(dash + 1);
  const auto read = [](const std::string& digits, std::uint32_t& out) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return error == std::errc() && end == digits.data() + digits.size();
  };
  if (!read(first, range.first) || !read(last, range.last) || range.first == 0 || range.last < range.first) {
    return fail(ErrorCode::invalid_argument, fmt::format("--pages {} is not a range; write 3 or 3-7", text));
  }
  return range;
}

Result<parse::Strategy> parse_strategy(const std::string& text) {
  if (text == "auto") return parse::Strategy::automatic;
  if (text == "fast") return parse::Strategy::fast;
  if (text == "ocr") return parse::Strategy::ocr;
  return fail(ErrorCode::invalid_argument, fmt::format("--strategy {} is not known; use auto, fast or ocr", text));
}

Result<std::string> render(const ParsedDocument& document, const std::string& format) {
  if (format == "markdown") return parse::render_markdown(document);
  if (format == "json") return parse::render_json(document);
  if (format == "text") return parse::render_text(document);
  if (format == "svg") return parse::render_svg(document);
  return fail(ErrorCode::invalid_argument,
              fmt::format("--format {} is not known; use markdown, json, text or svg", format));
}

Result<std::unique_ptr<RangeReader>> open_input(const ParseOptions& options) {
  if (options.file == "-") return read_stdin();
  return source::open_file(options.file);
}

Result<void> parse_file(const Config& config, const ParseOptions& options) {
  parse::ParseOptions parse_options;
  parse_options.name = options.name.empty() ? options.file : options.name;
  EDIFY_TRY(parse_options.pages, parse_pages(options.pages));
  EDIFY_TRY(parse_options.strategy, parse_strategy(options.strategy));
  parse_options.limits = config.limits;
  parse_options.ocr = config.ocr;
  if (!config.ocr_enabled && parse_options.strategy == parse::Strategy::automatic)
    parse_options.strategy = parse::Strategy::fast;
  EDIFY_CHECK(render({}, options.format));  // a wrong word is found before the work
  EDIFY_TRY(const auto reader, open_input(options));
  auto workers = make_worker_pool(config, thread_count(0));
  auto document = workers.parse(*reader, parse_options);
  if (!document) {
    Error error = std::move(document).error();
    error.message = fmt::format("{}: {}", parse_options.name, error.message);
    return std::unexpected(std::move(error));
  }
  EDIFY_TRY(const std::string text, render(*document, options.format));
  std::fwrite(text.data(), 1, text.size(), stdout);
  return {};
}

}  // namespace

void add_parse(CommandLine& line) {
  auto options = std::make_shared<ParseOptions>();
  auto* command = line.parser.add_subcommand("parse", "Print a document's text as Edify understands it");
  command->add_option("FILE", options->file, "The document, or - for stdin")->required();
  command->add_option("--name", options->name, "The file's name, where it comes from stdin");
  command->add_option("--format", options->format, "markdown, json, text, or svg: a picture of the layout")
      ->capture_default_str();
  command->add_option("--strategy", options->strategy, "auto, fast or ocr")->capture_default_str();
  command->add_option("--pages", options->pages, "Only these pages: 3 or 3-7");
  command->callback(
      [&line, options] { line.action = [options](const Config& config) { return parse_file(config, *options); }; });
}

}  // namespace edify::app
