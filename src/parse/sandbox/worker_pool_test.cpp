#include "parse/sandbox/worker_pool.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "model/memory_reader.h"
#include "parse/pdf/long_pdf.h"
#include "parse/sandbox/sanitized.h"

namespace edify::parse {
namespace {

using namespace std::chrono_literals;

WorkerPoolOptions test_options(unsigned workers = 1) {
  WorkerPoolOptions options;
  options.command.argv = {EDIFY_BUILD_DIR "/parse_test_worker"};
  options.command.sandbox.mode = SandboxMode::best_effort;  // so that the rest is tested on any kernel
  options.workers = workers;
  return options;
}

Result<ParsedDocument> parse(WorkerPool& pool, const std::string& name, std::string bytes = "Some text to read.",
                             std::chrono::milliseconds time = 60s) {
  MemoryReader reader(std::move(bytes));
  ParseOptions options;
  options.name = name;
  options.limits.time = time;
  return pool.parse(reader, options);
}

pid_t worker_id(WorkerPool& pool) {
  const auto document = parse(pool, "identify");
  return document ? static_cast<pid_t>(std::stol(document->elements.at(0).text)) : -1;
}

// Error code and reason, e.g. "over_limit/timeout"; "parsed" without an error.
std::string verdict(const Result<ParsedDocument>& document) {
  if (document) return "parsed";
  return std::string(to_string(document.error().code)) + "/" + document.error().reason;
}

TEST(WorkerPool, ParsesAsTheParserItselfDoes) {
  const std::string markdown = "# Fees\n\nPay in June.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
  WorkerPool pool(test_options());
  const auto through_worker = parse(pool, "fees.md", markdown);
  MemoryReader reader(markdown);
  ParseOptions options;
  options.name = "fees.md";
  const auto directly = parse_document(reader, options);
  ASSERT_TRUE(through_worker) << through_worker.error().message;
  ASSERT_TRUE(directly);
  EXPECT_EQ(through_worker->elements, directly->elements);
  EXPECT_EQ(through_worker->content_type, directly->content_type);
  EXPECT_EQ(through_worker->title, "Fees");
}

TEST(WorkerPool, KeepsItsWorkerForTheNextDocument) {
  WorkerPool pool(test_options());
  EXPECT_EQ(worker_id(pool), worker_id(pool));
}

TEST(WorkerPool, ReplacesAWorkerAfterItsShareOfDocuments) {
  WorkerPoolOptions options = test_options();
  options.documents_per_worker = 2;
  WorkerPool pool(options);
  const pid_t first = worker_id(pool);
  EXPECT_EQ(worker_id(pool), first);
  EXPECT_NE(worker_id(pool), first);
}

TEST(WorkerPool, AnswersParserErrorsAndKeepsTheWorker) {
  WorkerPool pool(test_options());
  const pid_t worker = worker_id(pool);
  EXPECT_EQ(verdict(parse(pool, "empty.txt", "")), "unreadable/empty");
  EXPECT_EQ(verdict(parse(pool, "throw")), "unreadable/malformed");
  EXPECT_EQ(verdict(parse(pool, "a.bin", std::string("\0\1\2\3\0\0", 6))), "unsupported_format/unsupported_format");
  EXPECT_EQ(worker_id(pool), worker);
}

TEST(WorkerPool, SurvivesACrashAndReadsTheNextDocument) {
  WorkerPool pool(test_options());
  const pid_t worker = worker_id(pool);
  EXPECT_EQ(verdict(parse(pool, "crash")), "unreadable/parser_crashed");
  EXPECT_EQ(verdict(parse(pool, "exit")), "unreadable/parser_crashed");
  EXPECT_EQ(verdict(parse(pool, "a.txt")), "parsed");
  EXPECT_NE(worker_id(pool), worker);
}

TEST(WorkerPool, KillsAWorkerThatHangsAndLeavesNoZombie) {
  WorkerPool pool(test_options());
  const pid_t worker = worker_id(pool);
  EXPECT_EQ(verdict(parse(pool, "hang", "x", 100ms)), "over_limit/timeout");
  EXPECT_EQ(::waitpid(worker, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
  EXPECT_EQ(verdict(parse(pool, "a.txt")), "parsed");
}

TEST(WorkerPool, StopsAWorkerThatSwells) {
  if (is_sanitized) GTEST_SKIP() << "sanitizers reserve more address space than any limit";
  WorkerPool pool(test_options());
  EXPECT_EQ(verdict(parse(pool, "swell")), "over_limit/memory");
  EXPECT_EQ(verdict(parse(pool, "swell in C")), "over_limit/memory");
  EXPECT_EQ(verdict(parse(pool, "a.txt")), "parsed");
}

TEST(WorkerPool, StartsAnotherWorkerWhereAnIdleOneWasKilled) {
  WorkerPool pool(test_options());
  const pid_t worker = worker_id(pool);
  ASSERT_EQ(::kill(worker, SIGKILL), 0);
  siginfo_t ended;
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(worker), &ended, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(verdict(parse(pool, "a.txt")), "parsed");
}

TEST(WorkerPool, SaysThatTheProgramIsMissing) {
  WorkerPoolOptions options = test_options();
  options.command.argv = {"/nowhere/edify", "parse-worker"};
  WorkerPool pool(options);
  EXPECT_EQ(verdict(parse(pool, "a.txt")), "unavailable/unavailable");
}

TEST(WorkerPool, GivesAWorkerNothingButItsSocketAndItsOwnEnvironment) {
  ASSERT_EQ(::setenv("EDIFY_TEST_KEY", "do not pass on", 1), 0);
  WorkerPool pool(test_options());
  const auto document = parse(pool, "describe");
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(document->elements.at(0).text,
            "descriptors: 0 1 2 3; environment: LC_ALL=C.UTF-8 OMP_THREAD_LIMIT=1; core 0 file 0");
}

TEST(WorkerPool, ReplacesAWorkerThatHasSwollen) {
  WorkerPoolOptions options = test_options();
  options.swollen_bytes = 1;
  WorkerPool pool(options);
  const pid_t first = worker_id(pool);
  EXPECT_GT(first, 0);
  EXPECT_NE(worker_id(pool), first);
}

TEST(WorkerPool, ParsesInParallelWhileSiblingsCrash) {
  constexpr int threads = 6;
  WorkerPool pool(test_options(3));
  std::atomic<int> parsed = 0;
  std::atomic<int> crashed = 0;
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < threads; ++i) {
      callers.emplace_back([&, i] {
        for (int round = 0; round < 10; ++round) {
          const std::string text = "Text of caller " + std::to_string(i) + " in round " + std::to_string(round);
          const bool crash = i == 0;
          const auto document = parse(pool, crash ? "crash" : "a.txt", text);
          if (document && document->elements.at(0).text == text) ++parsed;
          if (verdict(document) == "unreadable/parser_crashed") ++crashed;
        }
      });
    }
  }
  EXPECT_EQ(parsed, (threads - 1) * 10);
  EXPECT_EQ(crashed, 10);
}

class MemoryStore final : public PageTextStore {
 public:
  std::optional<std::string> find(std::uint32_t page) override {
    const auto found = texts.find(page);
    if (found == texts.end()) return std::nullopt;
    ++times_found;
    return found->second;
  }
  void save(std::uint32_t page, std::string_view text) override { texts[page] = text; }

  std::map<std::uint32_t, std::string> texts;
  int times_found = 0;
};

Result<ParsedDocument> parse_as_scan(unsigned workers, const std::string& pdf, PageTextStore* store = nullptr) {
  WorkerPool pool(test_options(workers));
  MemoryReader reader(pdf);
  ParseOptions options;
  options.name = "scan.pdf";
  options.strategy = Strategy::ocr;
  options.page_store = store;
  return pool.parse(reader, options);
}

TEST(WorkerPool, AnswersTheSameForAScanWhoeverReadItsPages) {
  const std::string pdf = pdf::make_long_pdf(5, 10);
  MemoryStore store;
  const auto alone = parse_as_scan(1, pdf);
  const auto together = parse_as_scan(3, pdf, &store);
  ASSERT_TRUE(alone) << alone.error().message;
  ASSERT_TRUE(together) << together.error().message;
  ASSERT_EQ(alone->elements.size(), 5U);
  EXPECT_EQ(alone->elements.at(4).text, "This is page 5 of the long file");
  EXPECT_EQ(together->elements, alone->elements);
  EXPECT_EQ(together->pages, alone->pages);
  EXPECT_EQ(store.texts.size(), 5U);

  store.texts.erase(4);
  const auto resumed = parse_as_scan(1, pdf, &store);
  ASSERT_TRUE(resumed) << resumed.error().message;
  EXPECT_EQ(store.times_found, 4);
  EXPECT_EQ(store.texts.size(), 5U);
  EXPECT_EQ(resumed->elements, alone->elements);
  EXPECT_EQ(resumed->pages, alone->pages);
}

TEST(WorkerPool, ReadsScansSideBySideWithoutOneWaitingForTheOther) {
  const std::string pdf = pdf::make_long_pdf(3, 10);
  WorkerPool pool(test_options(2));
  std::atomic<int> parsed = 0;
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < 4; ++i) {
      callers.emplace_back([&] {
        MemoryReader reader(pdf);
        ParseOptions options;
        options.name = "scan.pdf";
        options.strategy = Strategy::ocr;
        const auto document = pool.parse(reader, options);
        if (document && document->elements.size() == 3) ++parsed;
      });
    }
  }
  EXPECT_EQ(parsed, 4);
}

// Tells through a pipe that the worker has begun to read.
class AnnouncingReader final : public RangeReader {
 public:
  AnnouncingReader(int pipe, pid_t worker) : pipe_(pipe), worker_(worker) {}
  std::uint64_t size() const override { return 1; }
  Result<std::size_t> read(std::uint64_t, std::span<std::byte>) override {
    if (::write(pipe_, &worker_, sizeof(worker_)) != sizeof(worker_)) return fail(ErrorCode::internal, "no pipe");
    return 1;
  }

 private:
  int pipe_;
  pid_t worker_;
};

TEST(WorkerPool, EndsABusyWorkerWhenItsParentIsKilled) {
  int from_child[2];
  ASSERT_EQ(::pipe(from_child), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    WorkerPool pool(test_options());
    AnnouncingReader reader(from_child[1], worker_id(pool));
    ParseOptions options;
    options.name = "hang";
    static_cast<void>(pool.parse(reader, options));
    ::_exit(1);
  }
  pid_t worker = -1;
  ASSERT_EQ(::read(from_child[0], &worker, sizeof(worker)), static_cast<ssize_t>(sizeof(worker)));
  ASSERT_GT(worker, 0);
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  // The worker is init's child now: its end shows as the end of its process id. 10 s is for a busy machine.
  const auto give_up = std::chrono::steady_clock::now() + 10s;
  const auto is_running = [&] {
    std::string state;
    std::ifstream status("/proc/" + std::to_string(worker) + "/stat");
    for (int field = 0; field < 3; ++field) status >> state;
    return !state.empty() && state != "Z";
  };
  while (is_running() && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  EXPECT_FALSE(is_running());
  ::close(from_child[0]);
  ::close(from_child[1]);
}

}  // namespace
}  // namespace edify::parse
