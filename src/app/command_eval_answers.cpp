#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <memory>
#include <optional>

#include "access/scope_issuer.h"
#include "answer/extractive/extractive_answerer.h"
#include "answer/follow_up.h"
#include "answer/spelling.h"
#include "app/command.h"
#include "app/console.h"
#include "app/wiring.h"
#include "cache/memory/memory_cache.h"
#include "retrieve/retriever.h"

namespace edify::app {
namespace {

namespace json = boost::json;

struct AnswerEvalOptions {
  std::string set;
  bool json = false;
  bool verbose = false;
};

// A line of the set. Without `expected_path` the question has no answer that its asker may see.
struct JudgedQuestion {
  std::string id;
  std::string text;
  std::string role;
  std::string grades;  // separated by commas
  std::string expected_path;
  std::uint32_t expected_page = 0;  // 0: a format without pages
  std::string expected_text;        // what the answer must contain
  bool is_to_be_judged = false;     // by a person first: what is expected is not known yet
};

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<JudgedQuestion> read_question(const std::string& line) {
  json::error_code error;
  const auto value = json::parse(line, error);
  if (error || !value.is_object()) return std::nullopt;
  const auto& object = value.get_object();
  JudgedQuestion question{text_of(object, "id"),
                          text_of(object, "question"),
                          text_of(object, "role"),
                          {},
                          text_of(object, "expected_path"),
                          0,
                          text_of(object, "expected_text"),
                          object.contains("to_judge")};
  if (const auto* grades = object.if_contains("grades"); grades != nullptr && grades->is_array()) {
    for (const auto& grade : grades->get_array()) {
      if (grade.is_string()) question.grades += std::string(grade.get_string()) + ",";
    }
    if (!question.grades.empty()) question.grades.pop_back();
  }
  if (const auto* page = object.if_contains("expected_page"); page != nullptr && page->is_int64()) {
    question.expected_page = static_cast<std::uint32_t>(page->get_int64());
  }
  if (question.id.empty() || question.text.empty() || question.role.empty()) return std::nullopt;
  return question;
}

struct JudgedSet {
  std::vector<JudgedQuestion> questions;
  std::size_t to_judge = 0;  // left out
};

Result<JudgedSet> load_questions(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) return fail(ErrorCode::not_found, fmt::format("cannot open {}", file));
  JudgedSet set;
  std::string line;
  for (std::size_t number = 1; std::getline(stream, line); ++number) {
    if (line.empty()) continue;
    auto question = read_question(line);
    if (!question) {
      return fail(ErrorCode::unreadable, fmt::format("{}, line {}: needs id, question and role", file, number),
                  "malformed");
    }
    if (question->is_to_be_judged) {
      ++set.to_judge;
    } else {
      set.questions.push_back(std::move(*question));
    }
  }
  if (!set.questions.empty()) return set;
  return fail(
      ErrorCode::unreadable,
      fmt::format("{} holds no judged question, and {} to be judged: say what each expects and take its to_judge "
                  "out",
                  file, set.to_judge),
      "empty");
}

// Letters and digits alone, so that a line's break or a quotation mark decides nothing.
std::string condense(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) kept += c;
    if (byte < 0x80 && std::isalnum(byte) != 0) kept += static_cast<char>(std::tolower(byte));
  }
  return kept;
}

struct Judged {
  bool is_answerable = false;
  bool refused = false;
  bool contains = false;  // the answer has the expected words
  bool has_page = false;  // one of its citations is the expected document and page
  double precise = 0;     // share of its citations that are of the expected document
  double grounded = 0;
  double sources_ms = 0;
  double total_ms = 0;
};

struct AnswerMetrics {
  std::size_t to_judge = 0;  // left out
  std::size_t answerable = 0;
  std::size_t unanswerable = 0;
  double answered = 0;
  double contains = 0;
  double page_right = 0;          // of those answered
  double citation_precision = 0;  // of those answered
  double citation_recall = 0;     // of the answerable
  double refused = 0;             // of the unanswerable
  double groundedness = 0;
  double sources_p95 = 0;
  double total_p95 = 0;
};

double percentile_95(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[(values.size() - 1) * 95 / 100];
}

AnswerMetrics summarize(const std::vector<Judged>& all) {
  AnswerMetrics sum;
  std::vector<double> sources;
  std::vector<double> totals;
  for (const auto& each : all) {
    sources.push_back(each.sources_ms);
    totals.push_back(each.total_ms);
    if (!each.is_answerable) {
      ++sum.unanswerable;
      sum.refused += each.refused ? 1 : 0;
      continue;
    }
    ++sum.answerable;
    sum.contains += each.contains ? 1 : 0;
    sum.citation_recall += each.has_page ? 1 : 0;
    if (each.refused) continue;
    sum.answered += 1;
    sum.page_right += each.has_page ? 1 : 0;
    sum.citation_precision += each.precise;
    sum.groundedness += each.grounded;
  }
  const auto share = [](double& value, double of) { value = of > 0 ? value / of : 0; };
  for (double* value : {&sum.page_right, &sum.citation_precision, &sum.groundedness}) share(*value, sum.answered);
  for (double* value : {&sum.contains, &sum.citation_recall, &sum.answered}) {
    share(*value, static_cast<double>(sum.answerable));
  }
  share(sum.refused, static_cast<double>(sum.unanswerable));
  sum.sources_p95 = percentile_95(std::move(sources));
  sum.total_p95 = percentile_95(std::move(totals));
  return sum;
}

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

Result<Judged> ask(const retrieve::Retriever& retriever, const answer::Answerer& answerer,
                   const JudgedQuestion& question) {
  const auto started = std::chrono::steady_clock::now();
  EDIFY_TRY(const Principal principal, operator_as(question.role, question.grades));
  const Scope scope = access::ScopeIssuer::issue(principal);
  retrieve::Question meant{.text = question.text};
  EDIFY_TRY(auto passages, answer::find_passages_as_meant(retriever, scope, meant));
  Judged judged{.is_answerable = !question.expected_path.empty(), .sources_ms = since(started)};
  answer::Inquiry inquiry{meant.text, answer::language_of_question(question.text), std::move(passages.list)};
  std::string text;
  const auto keep = [&text](std::string_view piece, const std::vector<std::uint32_t>&) {
    text += piece;
    return true;
  };
  const auto begin_again = [&text](std::string_view) {
    text.clear();
    return true;
  };
  EDIFY_TRY(const auto outcome, answerer.answer(inquiry, {.delta = keep, .restart = begin_again}));
  judged.total_ms = since(started);
  judged.refused = outcome.refused;
  judged.grounded = outcome.grounded_share;
  judged.contains = !outcome.refused && condense(text).find(condense(question.expected_text)) != std::string::npos;
  for (const auto& citation : outcome.citations) {
    const auto& hit = inquiry.passages[citation.n - 1].hit;
    if (hit.document.path != question.expected_path) continue;
    judged.precise += 1.0 / static_cast<double>(outcome.citations.size());
    const bool is_page = question.expected_page == 0 || std::ranges::any_of(citation.lines, [&](const Span& line) {
                           return line.page == question.expected_page;
                         });
    judged.has_page = judged.has_page || is_page;
  }
  return judged;
}

void print_judged(const JudgedQuestion& question, const Judged& judged) {
  const bool good = judged.is_answerable ? judged.contains && judged.has_page : judged.refused;
  if (good) return;
  fmt::print(stderr, "{}: {}{}{} – {}\n", question.id, judged.refused ? "refused" : "answered",
             judged.is_answerable && !judged.contains ? ", without the words" : "",
             judged.is_answerable && !judged.has_page ? ", page not cited" : "", question.text);
}

void print_metrics(const AnswerMetrics& metrics, bool as_json) {
  const std::pair<const char*, double> figures[] = {{"answerable", static_cast<double>(metrics.answerable)},
                                                    {"unanswerable", static_cast<double>(metrics.unanswerable)},
                                                    {"to_judge", static_cast<double>(metrics.to_judge)},
                                                    {"answered", metrics.answered},
                                                    {"contains_answer", metrics.contains},
                                                    {"cited_page_right", metrics.page_right},
                                                    {"citation_precision", metrics.citation_precision},
                                                    {"citation_recall", metrics.citation_recall},
                                                    {"groundedness", metrics.groundedness},
                                                    {"refused_unanswerable", metrics.refused},
                                                    {"sources_p95_ms", metrics.sources_p95},
                                                    {"answer_p95_ms", metrics.total_p95}};
  json::object object;
  for (const auto& [name, value] : figures) {
    object[name] = value;
    if (!as_json) fmt::print("{:<21} {:.4g}\n", name, value);
  }
  if (as_json) print_json(object);
}

Result<void> evaluate_answers(const Config& config, const AnswerEvalOptions& options) {
  EDIFY_CHECK(require_data_folder(config));
  EDIFY_TRY(const auto set, load_questions(options.set));
  EDIFY_TRY(const auto store, open_store(config, true));
  EDIFY_TRY(const auto embedder, load_embedder(config));
  cache::MemoryCache no_cache(0);
  const retrieve::Retriever retriever(*store, embedder, no_cache,
                                      {.dense_threshold = static_cast<float>(config.dense_threshold)});
  const answer::ExtractiveAnswerer answerer(embedder);
  std::vector<Judged> judged;
  for (const auto& question : set.questions) {
    EDIFY_TRY(judged.emplace_back(), ask(retriever, answerer, question));
    if (options.verbose) print_judged(question, judged.back());
  }
  AnswerMetrics metrics = summarize(judged);
  metrics.to_judge = set.to_judge;
  print_metrics(metrics, options.json);
  return {};
}

}  // namespace

void add_eval_answers(CLI::App& eval, CommandLine& line) {
  auto options = std::make_shared<AnswerEvalOptions>();
  auto* command = eval.add_subcommand("answers", "Ask judged questions of the store and score the answers");
  command
      ->add_option("--set", options->set,
                   "A JSON object a line: id, question, role, grades, expected_path, "
                   "expected_page, expected_text; those with to_judge are left out")
      ->required();
  command->add_flag("--json", options->json, "One JSON object");
  command->add_flag("--verbose", options->verbose, "Name what went wrong, on stderr");
  command->callback([&line, options] {
    line.action = [options](const Config& config) { return evaluate_answers(config, *options); };
  });
}

}  // namespace edify::app
