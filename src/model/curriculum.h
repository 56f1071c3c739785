// What a school teaches which grade, and which of it a document or a question is about. Pure; thread-safe once made.
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/document.h"

namespace edify {

// A subject that a grade is taught, of the school's own list.
struct CurriculumLine {
  std::string grade;  // normalised
  std::string subject;
  std::string year = {};  // "2025-2026"; empty: any

  auto operator<=>(const CurriculumLine&) const = default;
};

// A question as far as it tells what it is about.
struct QuestionFacts {
  std::string_view text;
  const std::set<std::string>& grades;      // of who asked
  const DocumentRecord* nearest = nullptr;  // whose passage answers it, or comes nearest to it; none: nothing was found
  bool is_answered = true;
};

class Curriculum {
 public:
  Curriculum() = default;
  explicit Curriculum(std::vector<CurriculumLine> lines);

  const std::vector<CurriculumLine>& lines() const { return lines_; }
  // Those, by index, that a document counts for: its grade, its year, and a subject that its path or title names.
  std::vector<std::size_t> lines_of(const DocumentRecord& document) const;
  // The line that a question counts for. An answered one: the document's; where several fit, the longest subject
  // ("Social Science" before "Science"). One without an answer: the subject that its own words name, where who asked is
  // of one grade, else that of the nearest document. Empty fields: none is known.
  CurriculumLine topic_of(const QuestionFacts& question) const;

 private:
  const CurriculumLine* nearest_line(const DocumentRecord* document) const;
  const CurriculumLine* named_line(std::string_view text, const std::set<std::string>& grades) const;

  std::vector<CurriculumLine> lines_;
  std::vector<std::string> subjects_;  // in small letters, line by line
  std::multimap<std::string, std::size_t, std::less<>> by_grade_;
};

}  // namespace edify
