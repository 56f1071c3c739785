// Loads POST /query of a running server and prints throughput and latency.
//
//   query_load --port 8000 --token "$(edify token --user bench --role admin)" --connections 32 --requests 5000
//
// Closed loop: each connection sends its next question when the last answer has been read, so the figures are those
// of `connections` impatient clients. --fresh asks each question once, in 3 to 9 words as people do, so that no cache
// can answer.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr auto await = net::as_tuple(net::use_awaitable);

struct Plan {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8000;
  std::string token;
  std::size_t connections = 32;
  std::size_t requests = 2000;
  unsigned limit = 10;
  std::string mode = "hybrid";
  bool fresh = false;
  std::uint64_t first = 0;  // of the fresh questions; runs that share none are all uncached
  std::vector<std::string> queries = {
      "How do plants make their food?",
      "What is the area of a triangle?",
      "Who wrote the constitution of India?",
      "How does the heart pump blood?",
      "What causes the seasons?",
      "Explain the water cycle",
      "How are fractions added?",
      "What is Newton's second law of motion?",
  };
};

constexpr std::string_view subjects[] = {
    "plants",    "rivers",   "the heart", "vitamins",    "magnets",     "bacteria",   "the moon", "volcanoes",
    "muscles",   "proteins", "genes",     "the skin",    "viruses",     "sugar",      "vaccines", "the brain",
    "insects",   "oxygen",   "iron",      "hormones",    "blood",       "sleep",      "exercise", "the eye",
    "medicines", "heat",     "water",     "cells",       "bones",       "light",      "sound",    "soil",
    "stress",    "calcium",  "the liver", "salt",        "enzymes",     "tissue",     "fungi",    "the lungs",
    "milk",      "alcohol",  "children",  "mothers",     "schools",     "food",       "memory",   "attention",
    "pain",      "fever",    "teeth",     "nerves",      "the kidneys", "stem cells", "glucose",  "antibodies",
    "forests",   "weather",  "copper",    "electricity", "friction",    "gravity",    "the sun",  "clouds"};
constexpr std::string_view forms[] = {"How do {} and {} work together?", "What is the link between {} and {}?",
                                      "Why are {} important for {}?",    "Compare {} with {}",
                                      "Which role do {} play in {}?",    "Does a lack of {} harm {}?",
                                      "Explain how {} protect {}",       "What happens to {} without {}?"};

// One of 32,768 questions. The multiplier is odd, so as many numbers in a row give as many questions.
std::string fresh_question(std::uint64_t number) {
  constexpr std::uint64_t spread = 0x9E3779B97F4A7C15U;
  const std::uint64_t bits = number * spread;
  const std::string_view a = subjects[bits & 63U];
  const std::string_view b = subjects[bits >> 6U & 63U];
  return fmt::format(fmt::runtime(forms[bits >> 12U & 7U]), a, b);
}

struct Tally {
  std::size_t started = 0;
  std::vector<double> latencies_ms;  // of answers with status 200
  std::size_t cached = 0;
  std::map<std::string, std::size_t> errors;
};

std::string body_of(const Plan& plan, std::size_t number) {
  const std::string query =
      plan.fresh ? fresh_question(plan.first + number) : plan.queries[number % plan.queries.size()];
  return boost::json::serialize(boost::json::object{{"query", query}, {"limit", plan.limit}, {"mode", plan.mode}});
}

http::request<http::string_body> request_of(const Plan& plan, std::size_t number) {
  http::request<http::string_body> request(http::verb::post, "/query", 11);
  request.set(http::field::host, plan.host);
  request.set(http::field::authorization, "Bearer " + plan.token);
  request.set(http::field::content_type, "application/json");
  request.body() = body_of(plan, number);
  request.prepare_payload();
  return request;
}

// One exchange; an empty text, or what went wrong.
net::awaitable<std::string> ask(beast::tcp_stream& stream, beast::flat_buffer& buffer, const Plan& plan, Tally& tally) {
  const auto request = request_of(plan, tally.started++);
  stream.expires_after(std::chrono::seconds(30));
  const auto begin = Clock::now();
  const auto [write_error, written] = co_await http::async_write(stream, request, await);
  if (write_error) co_return write_error.message();
  http::response_parser<http::string_body> parser;
  parser.body_limit(std::uint64_t{64} << 20U);
  const auto [read_error, read] = co_await http::async_read(stream, buffer, parser, await);
  if (read_error) co_return read_error.message();
  const auto& response = parser.get();
  if (response.result() != http::status::ok) co_return fmt::format("status {}", response.result_int());
  tally.latencies_ms.push_back(Milliseconds(Clock::now() - begin).count());
  if (response.body().ends_with(R"("cached":true})")) ++tally.cached;
  co_return std::string();
}

net::awaitable<void> run_client(const Plan& plan, Tally& tally) {
  beast::tcp_stream stream(co_await net::this_coro::executor);
  beast::flat_buffer buffer;
  const net::ip::tcp::endpoint server(net::ip::make_address(plan.host), plan.port);
  bool connected = false;
  while (tally.started < plan.requests) {
    if (!connected) {
      const auto [error] = co_await stream.async_connect(server, await);
      if (error) {
        ++tally.started;
        ++tally.errors[error.message()];
        continue;
      }
      connected = true;
    }
    const std::string error = co_await ask(stream, buffer, plan, tally);
    if (error.empty()) continue;
    ++tally.errors[error];
    if (!error.starts_with("status")) {
      stream.close();
      buffer.clear();
      connected = false;
    }
  }
}

double percentile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

void print(const Plan& plan, Tally& tally, double seconds) {
  std::ranges::sort(tally.latencies_ms);
  fmt::print(
      "{} connections, {} answers in {:.2f} s: {:.0f}/s, p50 {:.2f} ms, p95 {:.2f} ms, p99 {:.2f} ms, max {:.2f} "
      "ms, {} cached\n",
      plan.connections, tally.latencies_ms.size(), seconds, static_cast<double>(tally.latencies_ms.size()) / seconds,
      percentile(tally.latencies_ms, 0.50), percentile(tally.latencies_ms, 0.95), percentile(tally.latencies_ms, 0.99),
      percentile(tally.latencies_ms, 1.0), tally.cached);
  for (const auto& [error, count] : tally.errors) fmt::print("{} × {}\n", count, error);
}

std::vector<std::string> read_lines(const std::string& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.size() >= 3) lines.push_back(line);
  }
  return lines;
}

}  // namespace

int main(int argc, char** argv) {
  Plan plan;
  std::string queries_file;
  CLI::App app("Loads POST /query and prints throughput and latency");
  app.add_option("--host", plan.host, "Address of the server");
  app.add_option("--port", plan.port);
  app.add_option("--token", plan.token, "Bearer token")->required();
  app.add_option("--connections", plan.connections)->check(CLI::Range(1, 1000));
  app.add_option("--requests", plan.requests)->check(CLI::Range(1, 10'000'000));
  app.add_option("--limit", plan.limit)->check(CLI::Range(1, 50));
  app.add_option("--mode", plan.mode)->check(CLI::IsMember({"hybrid", "dense", "lexical"}));
  app.add_option("--queries", queries_file, "A question a line")->check(CLI::ExistingFile);
  app.add_option("--first", plan.first, "The number of the first fresh question, of 32,768");
  app.add_flag("--fresh", plan.fresh, "Make every question unique, so that no answer comes from the cache");
  CLI11_PARSE(app, argc, argv);
  if (!queries_file.empty()) plan.queries = read_lines(queries_file);
  if (plan.queries.empty()) {
    fmt::print(stderr, "no question of at least 3 characters in {}\n", queries_file);
    return 2;
  }

  net::io_context io(1);
  Tally tally;
  for (std::size_t i = 0; i < plan.connections; ++i) net::co_spawn(io, run_client(plan, tally), net::detached);
  const auto begin = Clock::now();
  io.run();
  print(plan, tally, std::chrono::duration<double>(Clock::now() - begin).count());
  return tally.errors.empty() ? 0 : 1;
}
