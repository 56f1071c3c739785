// How much faster one long scan is read by several workers than by one.
//
//   ocr_scan_bench PROGRAM SCAN.pdf [PAGES [WORKERS]]     PROGRAM: build/edify or another with `parse-worker`
//
// Reads the first PAGES (12) of the file from their pictures with one worker and then with WORKERS (2), three times in
// turns, in sandboxed worker processes that are warm. Prints the medians, pages a second, and whether the results are
// the same.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "model/memory_reader.h"
#include "parse/sandbox/worker_pool.h"

namespace {

using namespace edify;

struct Reading {
  double seconds = 0;
  ParsedDocument document;
};

Reading read(parse::WorkerPool& pool, const std::string& bytes, std::uint32_t pages) {
  MemoryReader reader(bytes);
  parse::ParseOptions options;
  options.name = "scan.pdf";
  options.strategy = parse::Strategy::ocr;
  options.pages.last = pages;
  const auto start = std::chrono::steady_clock::now();
  auto document = pool.parse(reader, options);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  if (!document) {
    std::fprintf(stderr, "%s\n", document.error().message.c_str());
    std::exit(1);
  }
  return {time.count(), std::move(*document)};
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: ocr_scan_bench PROGRAM SCAN.pdf [PAGES [WORKERS]]\n");
    return 2;
  }
  std::ifstream file(argv[2], std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto pages = static_cast<std::uint32_t>(argc > 3 ? std::atoi(argv[3]) : 12);
  const auto workers = static_cast<unsigned>(argc > 4 ? std::atoi(argv[4]) : 2);
  parse::WorkerPoolOptions options;
  options.command.argv = {argv[1], "parse-worker"};
  options.command.sandbox.mode = parse::SandboxMode::best_effort;
  options.workers = 1;
  parse::WorkerPool one(options);
  options.workers = workers;
  parse::WorkerPool several(options);
  read(one, bytes, 2);  // warms up
  read(several, bytes, 2 * workers);
  std::vector<double> alone;
  std::vector<double> together;
  bool is_same = true;
  for (int round = 0; round < 3; ++round) {
    const Reading first = read(one, bytes, pages);
    const Reading second = read(several, bytes, pages);
    alone.push_back(first.seconds);
    together.push_back(second.seconds);
    is_same = is_same && first.document.elements == second.document.elements;
  }
  std::printf("%u pages: 1 worker %.2f s (%.2f pages/s), %u workers %.2f s (%.2f pages/s): %.2f times as fast, %s\n",
              pages, median(alone), pages / median(alone), workers, median(together), pages / median(together),
              median(alone) / median(together), is_same ? "same result" : "OTHER RESULT");
  return is_same ? 0 : 1;
}
