// Judged questions in BEIR's file format, and the metrics over them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"

namespace edify::app {

struct EvalText {
  std::string id;
  std::string text;
};

// passage id → gain, of one query; only what was judged relevant.
using Judgements = std::map<std::string, int>;

struct EvalSet {
  std::vector<EvalText> passages;  // "title text"
  std::vector<EvalText> queries;   // those that have judgements
  std::map<std::string, Judgements> judgements;
};

// Errors: not_found, unreadable (naming file and line).
Result<EvalSet> load_eval_set(const std::filesystem::path& corpus, const std::filesystem::path& queries,
                              const std::filesystem::path& qrels);

struct Metrics {
  double ndcg_at_10 = 0;
  double recall_at_10 = 0;
  double recall_at_100 = 0;
  double mrr_at_10 = 0;
  std::uint64_t queries = 0;
};

// Means over queries, as trec_eval computes them: nDCG with linear gain and log2 discount over the ideal ranking
// of all judged passages; recall over all judged passages.
class MetricsSum {
 public:
  // `ranked`: passage ids, best first.
  void add(const std::vector<std::string>& ranked, const Judgements& judgements);
  Metrics mean() const;

 private:
  Metrics sum_;
};

}  // namespace edify::app
