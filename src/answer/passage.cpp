#include "answer/passage.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "store/lexical/analyzer.h"

namespace edify::answer {
namespace {

using Terms = std::set<std::string, std::less<>>;

Terms terms_of(std::string_view text) {
  thread_local store::lexical::Analyzer analyzer;
  Terms terms;
  for (const auto term : analyzer.terms(text)) terms.emplace(term);
  return terms;
}

// Nearly the same words: an older edition, a copy in another folder.
bool say_the_same(const Terms& a, const Terms& b) {
  const auto shared =
      static_cast<std::size_t>(std::ranges::count_if(a, [&](const auto& term) { return b.contains(term); }));
  const std::size_t all = a.size() + b.size() - shared;
  return all > 0 && shared * 10 >= all * 9;
}

bool covers(const Passage& passage, const Hit& hit) {
  return passage.hit.document.id == hit.document.id && passage.first_chunk <= hit.chunk.index &&
         hit.chunk.index <= passage.last_chunk;
}

void append(Passage& passage, const Chunk& chunk) {
  if (!passage.text.empty()) passage.text += "\n\n";
  const auto offset = static_cast<std::uint32_t>(passage.text.size());
  passage.text += chunk.text;
  for (Span span : chunk.spans) {
    span.begin += offset;
    span.end += offset;
    passage.spans.push_back(span);
  }
}

Passage passage_of(Hit hit) {
  Passage passage;
  passage.first_chunk = passage.last_chunk = hit.chunk.index;
  append(passage, hit.chunk);
  passage.hit = std::move(hit);
  return passage;
}

// The chunks of one section belong together; what stands under another heading does not.
bool belongs(const Hit& neighbour, const Hit& hit) {
  return neighbour.version == hit.version && neighbour.chunk.heading_path == hit.chunk.heading_path;
}

Result<void> widen(Passage& passage, const retrieve::Retriever& retriever, const Scope& scope, std::size_t longest) {
  const std::uint32_t at = passage.hit.chunk.index;
  const std::uint32_t first = at == 0 ? 0 : at - 1;
  EDIFY_TRY(const auto around, retriever.read_chunks(scope, passage.hit.document.id, {first, at - first + 2}));
  std::size_t size = passage.text.size();
  Passage wide;
  wide.first_chunk = wide.last_chunk = at;
  for (const Hit& each : around) {
    const bool is_hit = each.chunk.index == at;
    if (!is_hit && (!belongs(each, passage.hit) || size + each.chunk.text.size() > longest)) continue;
    if (!is_hit) size += each.chunk.text.size();
    wide.first_chunk = std::min(wide.first_chunk, each.chunk.index);
    wide.last_chunk = std::max(wide.last_chunk, each.chunk.index);
    append(wide, each.chunk);
  }
  if (wide.text.size() < passage.text.size()) return {};  // the document has changed in between
  wide.hit = std::move(passage.hit);
  passage = std::move(wide);
  return {};
}

}  // namespace

Result<Passages> find_passages(const retrieve::Retriever& retriever, const Scope& scope,
                               const retrieve::Question& question, const PassageOptions& options) {
  retrieve::Question wide = question;
  wide.limit = options.hits;
  Passages passages;
  EDIFY_TRY(passages.retrieval, retriever.retrieve(scope, wide));
  std::map<std::string, std::size_t> of_document;
  std::vector<Terms> seen;
  const bool is_one_document = !question.selection.document_id.empty();
  for (const Hit& hit : passages.retrieval.hits) {
    if (passages.list.size() == options.most) break;
    const bool is_covered = std::ranges::any_of(passages.list, [&](const Passage& each) { return covers(each, hit); });
    const bool is_too_many = !is_one_document && of_document[hit.document.id] == options.most_of_document;
    if (is_covered || is_too_many) continue;
    Terms terms = terms_of(hit.chunk.text);
    if (std::ranges::any_of(seen, [&](const Terms& other) { return say_the_same(other, terms); })) continue;
    seen.push_back(std::move(terms));
    ++of_document[hit.document.id];
    passages.list.push_back(passage_of(hit));
    // While the store is away, what was found is all that there is.
    if (passages.list.size() <= options.widened && !passages.retrieval.stale_for) {
      EDIFY_CHECK(widen(passages.list.back(), retriever, scope, options.longest));
    }
  }
  return passages;
}

std::optional<Passage> join_passage(std::vector<Hit> chunks, std::uint32_t hit_chunk) {
  const auto hit = std::ranges::find(chunks, hit_chunk, [](const Hit& each) { return each.chunk.index; });
  if (hit == chunks.end()) return std::nullopt;
  Passage passage;
  passage.first_chunk = chunks.front().chunk.index;
  passage.last_chunk = chunks.back().chunk.index;
  for (const Hit& each : chunks) append(passage, each.chunk);
  passage.hit = std::move(*hit);
  return passage;
}

std::vector<Span> lines_of(const Passage& passage, std::size_t begin, std::size_t end) {
  std::vector<Span> lines;
  for (const Span& span : passage.spans) {
    if (span.begin < end && begin < span.end) lines.push_back(span);
  }
  return lines;
}

}  // namespace edify::answer
