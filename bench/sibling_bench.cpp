// What a bad document costs the good ones that are parsed beside it.
//
//   sibling_bench WORKER [ROUNDS]     WORKER: build/parse_test_worker, which crashes or hangs where a name says so
//
// Two workers; one thread parses good documents without pause, the other good ones too, but every 200th time a bad
// one. Prints the time of the first thread's documents beside a run without bad ones. Rounds of both kinds take turns,
// so that the machine's moods hit both alike.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "model/memory_reader.h"
#include "parse/sandbox/worker_pool.h"

namespace {

using namespace edify;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int documents = 1000;  // of the good thread, a round
constexpr int one_bad_in = 200;

std::string long_text() {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "The fee of class " + std::to_string(i) + " is due on the tenth of June.\n\n";
  return text;
}

bool parse(parse::WorkerPool& pool, const std::string& name, const std::string& text) {
  MemoryReader reader(text);
  parse::ParseOptions options;
  options.name = name;
  options.limits.time = name == "hang" ? milliseconds(200) : milliseconds(60'000);
  return pool.parse(reader, options).has_value();
}

// Milliseconds for the good thread's documents while the other thread meets `bad` now and then.
double round_beside(parse::WorkerPool& pool, const std::string& text, const std::string& bad) {
  std::jthread other([&](const std::stop_token& stop) {
    for (int number = 1; !stop.stop_requested(); ++number) {
      parse(pool, number % one_bad_in == 0 ? bad : "good.txt", text);
    }
  });
  const auto start = Clock::now();
  int parsed = 0;
  for (int i = 0; i < documents; ++i) parsed += parse(pool, "good.txt", text) ? 1 : 0;
  const std::chrono::duration<double, std::milli> time = Clock::now() - start;
  if (parsed != documents) std::printf("%d good documents failed\n", documents - parsed);
  return time.count();
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: sibling_bench WORKER [ROUNDS]\n");
    return 2;
  }
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 7;
  parse::WorkerPoolOptions options;
  options.command.argv = {argv[1]};
  options.command.sandbox.mode = parse::SandboxMode::best_effort;
  options.workers = 2;
  parse::WorkerPool pool(options);
  const std::string text = long_text();
  round_beside(pool, text, "good.txt");  // warms up
  for (const std::string bad : {"crash", "hang"}) {
    std::vector<double> calm;
    std::vector<double> disturbed;
    for (int i = 0; i < rounds; ++i) {
      calm.push_back(round_beside(pool, text, "good.txt"));
      disturbed.push_back(round_beside(pool, text, bad));
    }
    std::printf("siblings of a %s: %.1f ms, without: %.1f ms, delay %+.1f %%\n", bad.c_str(), median(disturbed),
                median(calm), 100 * (median(disturbed) / median(calm) - 1));
  }
  return 0;
}
