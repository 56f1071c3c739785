#include "parse/pdf/line_builder.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>

#include "parse/pdf/characters.h"
#include "parse/pdf/words.h"

namespace edify::parse::pdf {
namespace {

// In ems.
constexpr float widest_space = 1.3F;       // in a justified line; gutters start there
constexpr float widest_joined_gap = 0.6F;  // between pieces that the file draws apart
constexpr float widest_bidi_jump = 3.0F;
constexpr float overlap = 0.5F;       // italics, kerning, accents
constexpr float script_shift = 0.5F;  // super- and subscripts
constexpr float same_baseline = 0.25F;
constexpr float smallest_space = 0.05F;
constexpr float surely_space = 0.2F;
constexpr float widest_initial_gap = 1.0F;
constexpr float initial_size = 1.7F;  // × the text beside it
constexpr float ascent = 0.8F;
constexpr float descent = 0.2F;
// Bounds the work on pages that put thousands of pieces on one baseline.
constexpr std::size_t joined_pieces_window = 64;
constexpr std::ptrdiff_t most_initials = 64;  // of a page

struct Draft {
  std::vector<Word> words;
  float x0 = 0;
  float x1 = 0;
  float baseline = 0;  // of its largest word
  float size = 0;      // of its largest word
  Direction direction = Direction::rightwards;
  bool right_to_left = false;
};

float em(const PageGlyphs& page, const Word& word) { return std::max(1.0F, page.styles[word.style].size); }

void add_word(const PageGlyphs& page, Draft& draft, Word word) {
  const float size = em(page, word);
  if (draft.words.empty()) {
    draft = {.words = {},
             .x0 = word.x0,
             .x1 = word.x1,
             .baseline = word.baseline,
             .size = size,
             .direction = word.direction};
  } else if (size > draft.size * 1.05F) {
    draft.size = size;
    draft.baseline = word.baseline;
  }
  draft.x0 = std::min(draft.x0, word.x0);
  draft.x1 = std::max(draft.x1, word.x1);
  draft.right_to_left = draft.right_to_left || word.right_to_left;
  draft.words.push_back(std::move(word));
}

bool is_repeated(const Word& last, const Word& word, float size) {
  return word.text == last.text && std::abs(word.x0 - last.x0) < same_baseline * size &&
         std::abs(word.baseline - last.baseline) < same_baseline * size;
}

// The distance of two stretches on one axis; negative where they overlap.
float distance(float a0, float a1, float b0, float b1) { return std::max(b0 - a1, a0 - b1); }

// A large letter alone, as a chapter's first word may begin with.
bool is_initial(const Draft& draft) {
  return draft.words.size() == 1 && draft.words.front().characters == 1 && draft.direction != Direction::skewed &&
         is_upper(first_code_point(draft.words.front().text));
}

bool continues_line(const PageGlyphs& page, const Draft& draft, const Word& word) {
  if (word.direction != draft.direction) return false;
  if (word.direction == Direction::skewed) return true;
  const bool beside_initial = is_initial(draft) && draft.size > initial_size * em(page, word);
  const float size = beside_initial ? em(page, word) : std::max(em(page, word), draft.size);
  if (std::abs(word.baseline - draft.baseline) > script_shift * size) return false;
  if (draft.right_to_left || word.right_to_left) {
    return distance(draft.x0, draft.x1, word.x0, word.x1) <= widest_bidi_jump * size;
  }
  const float gap = word.x0 - draft.x1;
  return gap >= -overlap * size && gap <= widest_space * size;
}

std::vector<Draft> follow_file_order(const PageGlyphs& page, std::vector<Word> words) {
  std::vector<Draft> drafts;
  for (Word& word : words) {
    if (!drafts.empty() && is_repeated(drafts.back().words.back(), word, em(page, word))) continue;
    if (drafts.empty() || !continues_line(page, drafts.back(), word)) drafts.emplace_back();
    add_word(page, drafts.back(), std::move(word));
  }
  return drafts;
}

bool same_text(const Draft& a, const Draft& b) {
  return std::ranges::equal(a.words, b.words, {}, &Word::text, &Word::text);
}

bool is_printed_over(const Draft& a, const Draft& b) {
  const float tolerance = same_baseline * a.size;
  return std::abs(a.x0 - b.x0) < tolerance && std::abs(a.x1 - b.x1) < tolerance && same_text(a, b);
}

bool stand_side_by_side(const Draft& a, const Draft& b) {
  const float gap = distance(a.x0, a.x1, b.x0, b.x1);
  const float size = std::max(a.size, b.size);
  return gap >= -overlap * size && gap <= widest_joined_gap * size;
}

void absorb(const PageGlyphs& page, Draft& draft, Draft& piece) {
  const bool piece_first = (piece.x0 < draft.x0) != (draft.right_to_left && piece.right_to_left);
  if (piece_first) std::swap(draft, piece);
  for (Word& word : piece.words) add_word(page, draft, std::move(word));
  piece.words.clear();
}

// Joins what `drafts[order[at]]` touches. True if it grew.
bool join_neighbours(const PageGlyphs& page, std::vector<Draft>& drafts, const std::vector<std::size_t>& order,
                     std::size_t at) {
  Draft& draft = drafts[order[at]];
  bool grew = false;
  const std::size_t end = std::min(order.size(), at + 1 + joined_pieces_window);
  for (std::size_t next = at + 1; next < end; ++next) {
    Draft& piece = drafts[order[next]];
    if (piece.baseline - draft.baseline > same_baseline * std::max(draft.size, piece.size)) break;
    if (piece.words.empty() || piece.direction != draft.direction) continue;
    if (is_printed_over(draft, piece)) {
      piece.words.clear();
    } else if (stand_side_by_side(draft, piece)) {
      absorb(page, draft, piece);
      grew = true;
    }
  }
  return grew;
}

void join_pieces(const PageGlyphs& page, std::vector<Draft>& drafts) {
  std::vector<std::size_t> order(drafts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return std::pair(drafts[i].baseline, drafts[i].x0); });
  for (std::size_t at = 0; at < order.size(); ++at) {
    const Draft& draft = drafts[order[at]];
    if (draft.words.empty() || draft.direction == Direction::skewed) continue;
    while (join_neighbours(page, drafts, order, at)) {
    }
  }
  std::erase_if(drafts, [](const Draft& draft) { return draft.words.empty(); });
}

// True where `draft` is the first of the lines that stand beside the initial `letter`.
bool begins_beside(const Draft& letter, const Draft& draft) {
  if (draft.words.empty() || draft.direction != letter.direction || letter.size <= initial_size * draft.size)
    return false;
  constexpr float cap_height = 0.7F;
  const float rise = letter.baseline - draft.baseline;
  const float gap = draft.x0 - letter.x1;
  return rise > 0.5F * draft.size && rise <= cap_height * letter.size && gap >= -overlap * draft.size &&
         gap <= widest_initial_gap * draft.size && cap_height * letter.size - rise < 1.5F * draft.size;
}

// Drop capitals: a letter over the height of two lines or more is the first of the word that begins the uppermost of
// them. Its place is left out, so that this line stays flush with the next.
void attach_initials(std::vector<Draft>& drafts) {
  // More are the labels of a map, and would each be held against all of its text.
  if (std::ranges::count_if(drafts, is_initial) > most_initials) return;
  for (Draft& letter : drafts) {
    if (!is_initial(letter)) continue;
    Draft* first = nullptr;
    for (Draft& draft : drafts) {
      if (begins_beside(letter, draft) && (!first || draft.baseline < first->baseline)) first = &draft;
    }
    if (!first) continue;
    Word& word = first->words.front();
    word.text = letter.words.front().text + word.text;
    ++word.characters;
    letter.words.clear();
  }
  std::erase_if(drafts, [](const Draft& draft) { return draft.words.empty(); });
}

bool needs_space(const Draft& draft, const Word& last, const Word& word) {
  if (draft.right_to_left || draft.direction == Direction::skewed) return word.space_before;
  const float gap = word.x0 - last.x1;
  return gap > surely_space * draft.size || (word.space_before && gap > smallest_space * draft.size);
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

// Soft hyphens vanish but at the line's end, where the reader saw them.
std::string cleaned_run(std::string run, bool at_end) {
  constexpr std::string_view soft_hyphen_utf8 = "\u00AD";
  const bool hyphenated = at_end && run.ends_with(soft_hyphen_utf8);
  for (std::size_t at = run.find(soft_hyphen_utf8); at != std::string::npos; at = run.find(soft_hyphen_utf8, at)) {
    run.erase(at, soft_hyphen_utf8.size());
  }
  if (hyphenated) run += soft_hyphen_utf8;
  // Typesetters make a double quotation mark of two single ones.
  replace_all(run, "‘‘", "“");
  replace_all(run, "’’", "”");
  return to_nfc(std::move(run));
}

// Normalised run by run: a space never composes with what follows it.
void set_text(const Draft& draft, Line& line) {
  std::string run;
  const auto finish_run = [&](bool at_end) {
    line.words.back().begin = static_cast<std::uint32_t>(line.text.size());
    line.text += cleaned_run(std::move(run), at_end);
    run.clear();
  };
  const Word* last = nullptr;
  for (const Word& word : draft.words) {
    if (!last || needs_space(draft, *last, word)) {
      if (last) finish_run(false);
      if (last) line.text.push_back(' ');
      line.words.push_back({.begin = 0, .x0 = word.x0, .x1 = word.x1});
    }
    WordPlace& place = line.words.back();
    place.x0 = std::min(place.x0, word.x0);
    place.x1 = std::max(place.x1, word.x1);
    run += word.text;
    last = &word;
  }
  finish_run(true);
}

void set_style(const PageGlyphs& page, const Draft& draft, Line& line) {
  std::map<float, std::uint32_t> by_size;
  std::uint32_t bold = 0;
  std::uint32_t italic = 0;
  std::uint32_t fixed_pitch = 0;
  std::map<Tag, std::uint32_t> by_tag;
  for (const Word& word : draft.words) {
    const TextStyle& style = page.styles[word.style];
    by_size[em(page, word)] += word.characters;
    bold += style.bold ? word.characters : 0;
    italic += style.italic ? word.characters : 0;
    fixed_pitch += style.fixed_pitch ? word.characters : 0;
    by_tag[style.tag] += word.characters;
    line.characters += word.characters;
  }
  line.size = std::ranges::max_element(by_size, {}, [](const auto& entry) { return entry.second; })->first;
  const auto nearly_all = [&](std::uint32_t count) { return count * 10 >= line.characters * 8; };
  line.bold = nearly_all(bold);
  line.some_bold = bold > 0;
  line.italic = nearly_all(italic);
  line.fixed_pitch = nearly_all(fixed_pitch);
  for (const auto& [tag, count] : by_tag) line.tag = nearly_all(count) ? tag : line.tag;
}

Line finish_line(const PageGlyphs& page, const Draft& draft) {
  Line line{.text = {},
            .box = {draft.x0, draft.baseline - ascent * draft.size, draft.x1, draft.baseline + descent * draft.size},
            .baseline = draft.baseline,
            .direction = draft.direction,
            .right_to_left = draft.right_to_left};
  set_text(draft, line);
  set_style(page, draft, line);
  for (const Word& word : draft.words) {
    const float size = em(page, word);
    line.box = unite(line.box, {word.x0, word.baseline - ascent * size, word.x1, word.baseline + descent * size});
  }
  return line;
}

}  // namespace

std::vector<Line> build_lines(const PageGlyphs& page) {
  std::vector<Draft> drafts = follow_file_order(page, split_into_words(page));
  attach_initials(drafts);
  join_pieces(page, drafts);
  std::vector<Line> lines;
  lines.reserve(drafts.size());
  std::ranges::transform(drafts, std::back_inserter(lines),
                         [&](const Draft& draft) { return finish_line(page, draft); });
  return lines;
}

}  // namespace edify::parse::pdf
