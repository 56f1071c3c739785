#include "app/eval_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>

namespace edify::app {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

// Hands each line and its number (from 1) to `take`.
Result<void> each_line(const fs::path& file, const std::function<bool(const std::string&, std::size_t)>& take) {
  std::ifstream stream(file);
  if (!stream) return fail(ErrorCode::not_found, fmt::format("cannot open {}", file.string()));
  std::string line;
  for (std::size_t number = 1; std::getline(stream, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty() && !take(line, number)) {
      return fail(ErrorCode::unreadable, fmt::format("{}, line {}: not as BEIR writes it", file.string(), number),
                  "malformed");
    }
  }
  return {};
}

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<std::vector<EvalText>> load_texts(const fs::path& file) {
  std::vector<EvalText> texts;
  EDIFY_CHECK(each_line(file, [&](const std::string& line, std::size_t) {
    json::error_code error;
    const auto value = json::parse(line, error);
    if (error || !value.is_object()) return false;
    const auto& object = value.get_object();
    const std::string title = text_of(object, "title");
    EvalText text{text_of(object, "_id"), text_of(object, "text")};
    if (text.id.empty()) return false;
    if (!title.empty()) text.text = title + " " + text.text;
    texts.push_back(std::move(text));
    return true;
  }));
  return texts;
}

Result<std::map<std::string, Judgements>> load_judgements(const fs::path& file) {
  std::map<std::string, Judgements> judgements;
  EDIFY_CHECK(each_line(file, [&](const std::string& line, std::size_t number) {
    if (number == 1) return true;  // the header
    const auto first = line.find('\t');
    const auto second = line.find('\t', first + 1);
    if (first == std::string::npos || second == std::string::npos) return false;
    const int gain = std::atoi(line.c_str() + second + 1);
    if (gain > 0) judgements[line.substr(0, first)][line.substr(first + 1, second - first - 1)] = gain;
    return true;
  }));
  return judgements;
}

double discounted(int gain, std::size_t rank) { return gain / std::log2(static_cast<double>(rank) + 1); }

double ideal_at_10(const Judgements& judgements) {
  std::vector<int> gains;
  for (const auto& [id, gain] : judgements) gains.push_back(gain);
  std::ranges::sort(gains, std::greater<>());
  double sum = 0;
  for (std::size_t i = 0; i < gains.size() && i < 10; ++i) sum += discounted(gains[i], i + 1);
  return sum;
}

}  // namespace

Result<EvalSet> load_eval_set(const fs::path& corpus, const fs::path& queries, const fs::path& qrels) {
  EvalSet set;
  EDIFY_TRY(set.judgements, load_judgements(qrels));
  EDIFY_TRY(set.passages, load_texts(corpus));
  EDIFY_TRY(set.queries, load_texts(queries));
  std::erase_if(set.queries, [&](const EvalText& query) { return !set.judgements.contains(query.id); });
  if (set.queries.empty() || set.passages.empty()) {
    return fail(ErrorCode::unreadable, "no passage, or no query that the qrels judge", "empty");
  }
  return set;
}

void MetricsSum::add(const std::vector<std::string>& ranked, const Judgements& judgements) {
  double gain_sum = 0;
  double reciprocal = 0;
  std::size_t found_10 = 0;
  std::size_t found_100 = 0;
  for (std::size_t i = 0; i < ranked.size() && i < 100; ++i) {
    const auto judged = judgements.find(ranked[i]);
    if (judged == judgements.end()) continue;
    ++found_100;
    if (i >= 10) continue;
    ++found_10;
    gain_sum += discounted(judged->second, i + 1);
    if (reciprocal == 0) reciprocal = 1.0 / static_cast<double>(i + 1);
  }
  const auto relevant = static_cast<double>(judgements.size());
  sum_.ndcg_at_10 += gain_sum / ideal_at_10(judgements);
  sum_.recall_at_10 += static_cast<double>(found_10) / relevant;
  sum_.recall_at_100 += static_cast<double>(found_100) / relevant;
  sum_.mrr_at_10 += reciprocal;
  ++sum_.queries;
}

Metrics MetricsSum::mean() const {
  Metrics mean = sum_;
  const auto count = static_cast<double>(std::max<std::uint64_t>(sum_.queries, 1));
  for (double* value : {&mean.ndcg_at_10, &mean.recall_at_10, &mean.recall_at_100, &mean.mrr_at_10}) *value /= count;
  return mean;
}

}  // namespace edify::app
