#include "chunk/chunker.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "chunk/piece.h"

namespace edify::chunk {
namespace {

constexpr std::string_view separator = "\n\n";

// A chunk being filled.
struct Draft {
  std::vector<Piece> pieces;
  std::vector<std::string> heading_path;
  std::uint32_t characters = 0;
  std::uint32_t tokens = 0;
  bool has_body = false;  // something other than headings

  bool empty() const { return pieces.empty(); }
};

bool fits_together(const Draft& draft, std::uint32_t characters, std::uint32_t tokens, const ChunkOptions& options) {
  return draft.characters + separator.size() + characters <= options.max_characters &&
         draft.tokens + tokens <= options.max_tokens;
}

void append(Draft& draft, Piece piece) {
  draft.characters += piece.characters + (draft.empty() ? 0 : static_cast<std::uint32_t>(separator.size()));
  draft.tokens += piece.tokens;
  draft.has_body = draft.has_body || !piece.starts_section;
  draft.pieces.push_back(std::move(piece));
}

// The titles above the current place.
class HeadingStack {
 public:
  void enter(const Element& title) {
    const int level = std::max(title.level, 1);
    while (!open_.empty() && open_.back().first >= level) open_.pop_back();
    open_.emplace_back(level, title.text);
  }
  std::vector<std::string> path() const {
    std::vector<std::string> out;
    std::ranges::transform(open_, std::back_inserter(out), &std::pair<int, std::string>::second);
    return out;
  }

 private:
  std::vector<std::pair<int, std::string>> open_;
};

class DraftBuilder {
 public:
  explicit DraftBuilder(const ChunkOptions& options) : options_(options) {}

  void add(Piece piece, const HeadingStack& headings) {
    if (!current_.empty() && must_close_before(piece)) close();
    // A chunk's path is that of its first text; of headings alone, the last one's.
    if (!current_.has_body) current_.heading_path = headings.path();
    append(current_, std::move(piece));
  }

  std::vector<Draft> finish() {
    if (!current_.empty()) close();
    return std::move(drafts_);
  }

 private:
  bool must_close_before(const Piece& piece) const {
    if (!fits_together(current_, piece.characters, piece.tokens, options_)) return true;
    if (current_.characters >= options_.new_after_characters) return true;
    return piece.starts_section && current_.characters >= options_.combine_under_characters;
  }
  void close() {
    drafts_.push_back(std::move(current_));
    current_ = Draft{};
  }

  const ChunkOptions& options_;
  std::vector<Draft> drafts_;
  Draft current_;
};

// Two neighbours that do not fit into one chunk, divided anew near the middle so that neither is tiny. Nothing where
// that would break a limit.
std::optional<std::pair<Draft, Draft>> rebalance(const Draft& first, const Draft& second,
                                                 const TokenCounter& count_tokens, const ChunkOptions& options) {
  const auto total = first.characters + second.characters;
  ChunkOptions halves = options;
  halves.max_characters = options.max_characters / 2;
  halves.overlap_characters = 0;
  Draft left;
  Draft right;
  left.heading_path = first.heading_path;
  right.heading_path = second.heading_path;
  for (const auto* draft : {&first, &second}) {
    for (const Piece& whole : draft->pieces) {
      for (Piece& piece : split_piece(whole, count_tokens, halves)) {
        const bool to_left = left.empty() || (right.empty() && left.characters + piece.characters / 2 <= total / 2);
        append(to_left ? left : right, std::move(piece));
      }
    }
  }
  const auto within_limits = [&](const Draft& draft) {
    return !draft.empty() && draft.characters <= options.max_characters && draft.tokens <= options.max_tokens;
  };
  if (!within_limits(left) || !within_limits(right)) return std::nullopt;
  return std::pair{std::move(left), std::move(right)};
}

// What is still short after filling found no room ahead of it: it joins the chunk before (the first one, the next).
std::vector<Draft> absorb_short(std::vector<Draft> drafts, const TokenCounter& count_tokens,
                                const ChunkOptions& options) {
  const auto is_short = [&](const Draft& draft) { return draft.characters < options.combine_under_characters; };
  std::vector<Draft> out;
  for (auto& draft : drafts) {
    if (out.empty() || (!is_short(draft) && !is_short(out.back()))) {
      out.push_back(std::move(draft));
    } else if (fits_together(out.back(), draft.characters, draft.tokens, options)) {
      for (auto& piece : draft.pieces) append(out.back(), std::move(piece));
    } else if (auto divided = rebalance(out.back(), draft, count_tokens, options)) {
      out.back() = std::move(divided->first);
      out.push_back(std::move(divided->second));
    } else {
      out.push_back(std::move(draft));
    }
  }
  return out;
}

Chunk to_chunk(const Draft& draft, std::uint32_t index) {
  Chunk chunk;
  chunk.index = index;
  chunk.heading_path = draft.heading_path;
  chunk.token_count = draft.tokens;
  chunk.page = draft.pieces.front().page;
  for (const Piece& piece : draft.pieces) {
    if (!chunk.text.empty()) chunk.text.append(separator);
    const auto offset = static_cast<std::uint32_t>(chunk.text.size());
    for (Span span : piece.spans) {
      span.begin += offset;
      span.end += offset;
      chunk.spans.push_back(span);
    }
    chunk.text.append(piece.text);
    if (std::ranges::find(chunk.element_types, piece.type) == chunk.element_types.end()) {
      chunk.element_types.push_back(piece.type);
    }
  }
  return chunk;
}

}  // namespace

std::vector<Chunk> split_into_chunks(const std::vector<Element>& elements, const TokenCounter& count_tokens,
                                     const ChunkOptions& options) {
  HeadingStack headings;
  DraftBuilder builder(options);
  for (const Element& element : elements) {
    if (is_page_furniture(element.type)) continue;
    auto pieces = split_into_pieces(element, count_tokens, options);
    if (pieces.empty()) continue;
    if (element.type == ElementType::title) headings.enter(element);
    for (auto& piece : pieces) builder.add(std::move(piece), headings);
  }
  const auto drafts = absorb_short(builder.finish(), count_tokens, options);
  std::vector<Chunk> chunks;
  chunks.reserve(drafts.size());
  for (const auto& draft : drafts) chunks.push_back(to_chunk(draft, static_cast<std::uint32_t>(chunks.size())));
  return chunks;
}

}  // namespace edify::chunk
