// Loads POST /query of a running server and prints throughput and latency.
//
//   query_load --port 8000 --token "$(edify token --user bench --role admin)" --connections 32 --requests 5000
//
// Closed loop: each connection sends its next question when the last answer has been read, so the figures are those
// of `connections` impatient clients, or of people where --think says how long they read. Open loop (--rate): questions
// come when they come, whether others were answered or not, and each is timed from when it was due, so that a server
// which falls behind can not hide it. --fresh asks each question once, in 3 to 9 words as people do, so that no cache
// can answer.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <map>
#include <memory>
#include <random>
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
  bool json = false;
  double rate = 0;          // a second; 0: closed loop
  double seconds = 0;       // 0: until `requests` are done
  double think = 0;         // mean seconds between an answer and the next question
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
  std::vector<double> refusals_ms;   // of answers with status 429 or 503
  std::size_t without_retry_after = 0;
  Clock::time_point last;  // answer; who still thinks when time is up is not waited for
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
net::awaitable<std::string> ask(beast::tcp_stream& stream, beast::flat_buffer& buffer, const Plan& plan, Tally& tally,
                                Clock::time_point begin) {
  const auto request = request_of(plan, tally.started++);
  stream.expires_after(std::chrono::seconds(30));
  const auto [write_error, written] = co_await http::async_write(stream, request, await);
  if (write_error) co_return write_error.message();
  http::response_parser<http::string_body> parser;
  parser.body_limit(std::uint64_t{64} << 20U);
  const auto [read_error, read] = co_await http::async_read(stream, buffer, parser, await);
  if (read_error) co_return read_error.message();
  const auto& response = parser.get();
  tally.last = Clock::now();
  const double elapsed = Milliseconds(tally.last - begin).count();
  const unsigned status = response.result_int();
  if (status == 429 || status == 503) {
    tally.refusals_ms.push_back(elapsed);
    if (response.count(http::field::retry_after) == 0) ++tally.without_retry_after;
    co_return std::string();
  }
  if (status != 200) co_return fmt::format("status {}", status);
  tally.latencies_ms.push_back(elapsed);
  if (response.body().ends_with(R"("cached":true})")) ++tally.cached;
  co_return std::string();
}

// A connection that is opened when it is needed, and again when it broke.
class Client {
 public:
  Client(net::any_io_executor executor, const Plan& plan, Tally& tally)
      : stream_(std::move(executor)), plan_(plan), tally_(tally) {}

  net::awaitable<void> ask_once(Clock::time_point begin) {
    if (!connected_) {
      const net::ip::tcp::endpoint server(net::ip::make_address(plan_.host), plan_.port);
      stream_.expires_after(std::chrono::seconds(30));
      const auto [error] = co_await stream_.async_connect(server, await);
      if (error) {
        ++tally_.started;
        ++tally_.errors["connect: " + error.message()];
        co_return;
      }
      connected_ = true;
    }
    const std::string error = co_await ask(stream_, buffer_, plan_, tally_, begin);
    if (error.empty()) co_return;
    ++tally_.errors[error];
    if (error.starts_with("status")) co_return;
    stream_.close();
    buffer_.clear();
    connected_ = false;
  }

 private:
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  const Plan& plan_;
  Tally& tally_;
  bool connected_ = false;
};

bool is_over(const Plan& plan, const Tally& tally, Clock::time_point begin) {
  if (plan.seconds > 0) return std::chrono::duration<double>(Clock::now() - begin).count() >= plan.seconds;
  return tally.started >= plan.requests;
}

// One user. Pauses are exponential, so that users do not march in step.
net::awaitable<void> run_client(const Plan& plan, Tally& tally, std::uint64_t number, Clock::time_point begin) {
  const auto executor = co_await net::this_coro::executor;
  Client client(executor, plan, tally);
  net::steady_timer pause(executor);
  std::mt19937_64 random(number);
  std::exponential_distribution<double> reading(plan.think > 0 ? 1 / plan.think : 1);
  const auto think = [&] {
    pause.expires_after(std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(reading(random))));
  };
  while (!is_over(plan, tally, begin)) {
    if (plan.think > 0) {
      think();
      co_await pause.async_wait(await);
      if (is_over(plan, tally, begin)) co_return;
    }
    co_await client.ask_once(Clock::now());
  }
}

using Clients = std::vector<std::shared_ptr<Client>>;

net::awaitable<void> ask_and_return(std::shared_ptr<Client> client, Clients& idle, Clock::time_point due) {
  co_await client->ask_once(due);
  idle.push_back(std::move(client));
}

// Sends at fixed times, on whatever connection is free, on a new one where none is.
net::awaitable<void> run_at_rate(const Plan& plan, Tally& tally, Clients& idle, Clock::time_point begin) {
  const auto executor = co_await net::this_coro::executor;
  net::steady_timer timer(executor);
  std::size_t open = 0;
  for (std::size_t number = 0; !is_over(plan, tally, begin); ++number) {
    const auto due = begin + std::chrono::duration_cast<Clock::duration>(
                                 std::chrono::duration<double>(static_cast<double>(number) / plan.rate));
    if (due > Clock::now()) {
      timer.expires_at(due);
      co_await timer.async_wait(await);
    }
    std::shared_ptr<Client> client;
    if (!idle.empty()) {
      client = std::move(idle.back());
      idle.pop_back();
    } else if (open < plan.connections) {
      ++open;
      client = std::make_shared<Client>(executor, plan, tally);
    } else {
      ++tally.started;
      ++tally.errors["no connection was free"];
      continue;
    }
    net::co_spawn(executor, ask_and_return(std::move(client), idle, due), net::detached);
  }
}

double percentile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

void print(const Plan& plan, Tally& tally, double seconds) {
  std::ranges::sort(tally.latencies_ms);
  std::ranges::sort(tally.refusals_ms);
  const double answers_a_second = static_cast<double>(tally.latencies_ms.size()) / seconds;
  if (plan.json) {
    boost::json::object errors;
    for (const auto& [error, count] : tally.errors) errors[error] = count;
    const boost::json::object report{
        {"seconds", seconds},
        {"started", tally.started},
        {"answers", tally.latencies_ms.size()},
        {"answers_per_second", answers_a_second},
        {"p50_ms", percentile(tally.latencies_ms, 0.50)},
        {"p95_ms", percentile(tally.latencies_ms, 0.95)},
        {"p99_ms", percentile(tally.latencies_ms, 0.99)},
        {"max_ms", percentile(tally.latencies_ms, 1.0)},
        {"cached", tally.cached},
        {"refusals", tally.refusals_ms.size()},
        {"refusal_p50_ms", percentile(tally.refusals_ms, 0.50)},
        {"refusal_p95_ms", percentile(tally.refusals_ms, 0.95)},
        {"refusal_max_ms", percentile(tally.refusals_ms, 1.0)},
        {"without_retry_after", tally.without_retry_after},
        {"errors", errors},
    };
    fmt::print("{}\n", boost::json::serialize(report));
    return;
  }
  fmt::print(
      "{} connections, {} answers in {:.2f} s: {:.0f}/s, p50 {:.2f} ms, p95 {:.2f} ms, p99 {:.2f} ms, max {:.2f} "
      "ms, {} cached\n",
      plan.connections, tally.latencies_ms.size(), seconds, answers_a_second, percentile(tally.latencies_ms, 0.50),
      percentile(tally.latencies_ms, 0.95), percentile(tally.latencies_ms, 0.99), percentile(tally.latencies_ms, 1.0),
      tally.cached);
  if (!tally.refusals_ms.empty()) {
    fmt::print("{} refused (429, 503) in p50 {:.2f} ms, p95 {:.2f} ms, max {:.2f} ms; {} without Retry-After\n",
               tally.refusals_ms.size(), percentile(tally.refusals_ms, 0.50), percentile(tally.refusals_ms, 0.95),
               percentile(tally.refusals_ms, 1.0), tally.without_retry_after);
  }
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
  app.add_option("--connections", plan.connections)->check(CLI::Range(1, 20'000));
  app.add_option("--requests", plan.requests)->check(CLI::Range(1, 10'000'000));
  app.add_option("--limit", plan.limit)->check(CLI::Range(1, 50));
  app.add_option("--mode", plan.mode)->check(CLI::IsMember({"hybrid", "dense", "lexical"}));
  app.add_option("--queries", queries_file, "A question a line")->check(CLI::ExistingFile);
  app.add_option("--first", plan.first, "The number of the first fresh question, of 32,768");
  app.add_option("--rate", plan.rate, "Open loop: questions a second, over at most --connections connections");
  app.add_option("--seconds", plan.seconds, "How long, in place of --requests");
  app.add_option("--think", plan.think, "Closed loop: mean seconds between an answer and the next question");
  app.add_flag("--json", plan.json, "Print one JSON object");
  app.add_flag("--fresh", plan.fresh, "Make every question unique, so that no answer comes from the cache");
  CLI11_PARSE(app, argc, argv);
  if (!queries_file.empty()) plan.queries = read_lines(queries_file);
  if (plan.queries.empty()) {
    fmt::print(stderr, "no question of at least 3 characters in {}\n", queries_file);
    return 2;
  }

  net::io_context io(1);
  Tally tally;
  tally.last = Clock::now();
  Clients idle;
  const auto begin = Clock::now();
  if (plan.rate > 0) {
    net::co_spawn(io, run_at_rate(plan, tally, idle, begin), net::detached);
  } else {
    for (std::size_t i = 0; i < plan.connections; ++i) {
      net::co_spawn(io, run_client(plan, tally, i, begin), net::detached);
    }
  }
  io.run();
  print(plan, tally, std::chrono::duration<double>(tally.last - begin).count());
  return tally.errors.empty() ? 0 : 1;
}
