#include "model/curriculum.h"

#include <algorithm>
#include <utility>

namespace edify {
namespace {

std::string lowered(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return small;
}

// Bytes of other scripts are letters.
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

// As a whole word: a question about articles is not one about art.
bool has_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) return true;
  }
  return false;
}

// The longer subject says more; of years, the newest is taught now.
bool is_better(const CurriculumLine& line, const CurriculumLine* than) {
  if (than == nullptr) return true;
  return std::pair(line.subject.size(), line.year) > std::pair(than->subject.size(), than->year);
}

}  // namespace

Curriculum::Curriculum(std::vector<CurriculumLine> lines) : lines_(std::move(lines)) {
  for (const auto& line : lines_) {
    by_grade_.emplace(line.grade, subjects_.size());
    subjects_.push_back(lowered(line.subject));
  }
}

std::vector<std::size_t> Curriculum::lines_of(const DocumentRecord& document) const {
  std::vector<std::size_t> found;
  const auto [first, last] = by_grade_.equal_range(document.placement.partition.grade);
  if (first == last) return found;
  const std::string text = lowered(document.path + "\n" + document.title);
  for (auto each = first; each != last; ++each) {
    const auto& year = lines_[each->second].year;
    if (!year.empty() && year != document.placement.year) continue;
    if (text.contains(subjects_[each->second])) found.push_back(each->second);
  }
  return found;
}

const CurriculumLine* Curriculum::nearest_line(const DocumentRecord* document) const {
  const CurriculumLine* best = nullptr;
  if (document == nullptr) return best;
  for (const auto each : lines_of(*document)) {
    if (is_better(lines_[each], best)) best = &lines_[each];
  }
  return best;
}

const CurriculumLine* Curriculum::named_line(std::string_view text, const std::set<std::string>& grades) const {
  const CurriculumLine* best = nullptr;
  if (grades.size() != 1) return best;
  const std::string small = lowered(text);
  const auto [first, last] = by_grade_.equal_range(*grades.begin());
  for (auto each = first; each != last; ++each) {
    const auto& line = lines_[each->second];
    if (has_word(small, subjects_[each->second]) && is_better(line, best)) best = &line;
  }
  return best;
}

CurriculumLine Curriculum::topic_of(const QuestionFacts& question) const {
  const CurriculumLine* line = nullptr;
  if (!question.is_answered) line = named_line(question.text, question.grades);
  if (line == nullptr) line = nearest_line(question.nearest);
  return line == nullptr ? CurriculumLine{} : *line;
}

}  // namespace edify
