// What a worker can not do, tried by parse_test_worker from inside.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "model/memory_reader.h"
#include "parse/sandbox/landlock.h"
#include "parse/sandbox/worker_pool.h"

namespace edify::parse {
namespace {

class Sandbox : public testing::Test {
 protected:
  Sandbox() : pool_(options(SandboxMode::required)) {}

  void SetUp() override {
    const auto confinement = pool_.confinement();
    if (!confinement) GTEST_SKIP() << confinement.error().message;
  }

  static WorkerPoolOptions options(SandboxMode mode) {
    WorkerPoolOptions options;
    options.workers = 1;
    options.command.argv = {EDIFY_BUILD_DIR "/parse_test_worker"};
    options.command.sandbox = {.mode = mode, .readable = {EDIFY_SOURCE_DIR "/LICENSE", "/nowhere"}};
    return options;
  }

  // What came of it: "done", why not, or the reason of the document's error.
  static std::string attempt_in(WorkerPool& pool, const std::string& what) {
    MemoryReader reader("x");
    ParseOptions options;
    options.name = "probe: " + what;
    const auto document = pool.parse(reader, options);
    return document ? document->elements.at(0).text : document.error().reason;
  }
  std::string attempt(const std::string& what) { return attempt_in(pool_, what); }

  WorkerPool pool_;
};

const std::string violation = "sandbox_violation";
const std::string unknown_call = "Function not implemented";

TEST_F(Sandbox, KeepsFilesFromBeingRead) {
  EXPECT_EQ(attempt("read a file"), "Permission denied");
  EXPECT_EQ(attempt("read its own program"), "Permission denied");
  EXPECT_EQ(attempt("read an allowed file"), "done");
}

TEST_F(Sandbox, KeepsFilesFromBeingWritten) {
  EXPECT_EQ(attempt("write a file"), unknown_call);
  EXPECT_EQ(attempt("write a folder"), unknown_call);
  EXPECT_EQ(attempt("make a file in memory"), unknown_call);
}

TEST_F(Sandbox, EndsAWorkerThatReachesForTheNetworkOrForOtherProcesses) {
  EXPECT_EQ(attempt("socket"), violation);
  EXPECT_EQ(attempt("execute"), violation);
  EXPECT_EQ(attempt("trace"), violation);
  EXPECT_EQ(attempt("kill its parent"), violation);
}

TEST_F(Sandbox, HasNoOtherWayToProcessesAndLimits) {
  EXPECT_EQ(attempt("kill its parent's thread"), unknown_call);
  EXPECT_EQ(attempt("signal through a descriptor"), unknown_call);
  EXPECT_EQ(attempt("raise a limit"), unknown_call);
  EXPECT_EQ(attempt("fork"), unknown_call);
  EXPECT_EQ(attempt("map code"), unknown_call);
}

TEST_F(Sandbox, LetsLibrariesHaveThreads) { EXPECT_EQ(attempt("start a thread"), "done"); }

// Its models are opened inside, a language at a time.
TEST_F(Sandbox, LetsPicturesBeRead) {
  WorkerPoolOptions with_models = options(SandboxMode::required);
  with_models.command.sandbox.readable = SandboxPolicy().readable;
  WorkerPool pool(with_models);
  for (const std::string name : {"image_hindi/input.png", "image_jpeg_french/input.jpg", "image_bmp/input.bmp"}) {
    std::ifstream file(EDIFY_SOURCE_DIR "/tests/cases/" + name, std::ios::binary);
    MemoryReader reader({std::istreambuf_iterator<char>(file), {}});
    const auto document = pool.parse(reader, {});
    ASSERT_TRUE(document) << name << ": " << document.error().message;
    EXPECT_FALSE(document->elements.empty()) << name;
  }
}

TEST_F(Sandbox, SaysWhatHoldsAWorker) {
  const auto confinement = pool_.confinement();
  ASSERT_TRUE(confinement);
  EXPECT_TRUE(confinement->filters_system_calls);
  EXPECT_EQ(confinement->landlock_version, landlock_version());
}

TEST_F(Sandbox, IsNotThereWhereItIsSwitchedOff) {
  WorkerPool pool(options(SandboxMode::off));
  const auto confinement = pool.confinement();
  ASSERT_TRUE(confinement);
  EXPECT_EQ(*confinement, Confinement{});
  EXPECT_EQ(attempt_in(pool, "read a file"), "done");
}

}  // namespace
}  // namespace edify::parse
