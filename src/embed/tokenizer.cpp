#include "embed/tokenizer.h"

#include <unicode/utf8.h>

#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "embed/code_points.h"
#include "embed/word_pieces.h"

namespace edify::embed {
namespace {

// Longer words are [UNK] (max_input_chars_per_word of tokenizer.json).
constexpr std::size_t longest_word = 100;
constexpr std::size_t longest_word_bytes = longest_word * U8_MAX_LENGTH;

// The normalised word being read. Beyond the limit it only remembers that it is too long.
class Word {
 public:
  void append(char32_t code_point) {
    if (length_++ >= longest_word) return;
    U8_APPEND_UNSAFE(bytes_.data(), size_, code_point);
  }
  bool empty() const { return length_ == 0; }
  bool too_long() const { return length_ > longest_word; }
  std::string_view text() const { return {bytes_.data(), size_}; }
  void clear() { length_ = size_ = 0; }

 private:
  std::array<char, longest_word_bytes> bytes_;
  std::size_t size_ = 0;    // bytes
  std::size_t length_ = 0;  // code points
};

// These in a text mean themselves: the reference looks for them before it normalises anything.
constexpr std::array<std::string_view, 5> special_pieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};

struct SpecialToken {
  std::string_view text;
  TokenId id = 0;
};

}  // namespace

struct Tokenizer::Impl {
  WordPieces pieces;
  CodePointTable code_points;
  std::array<SpecialToken, special_pieces.size()> specials;
  TokenId unknown = 0;
  TokenId begin = 0;  // [CLS]
  TokenId end = 0;    // [SEP]

  const SpecialToken* special_at_start_of(std::string_view text) const {
    for (const SpecialToken& special : specials) {
      if (text.starts_with(special.text)) return &special;
    }
    return nullptr;
  }

  // Calls sink(std::span<const TokenId>) for each word.
  template <typename Sink>
  void finish(Word& word, const Sink& sink) const {
    if (word.empty()) return;
    std::array<TokenId, longest_word_bytes> ids;
    std::size_t count = word.too_long() ? 0 : pieces.split(word.text(), ids);
    if (count == 0) ids[count++] = unknown;
    sink(std::span<const TokenId>(ids.data(), count));
    word.clear();
  }

  template <typename Sink>
  void add(FoldedCodePoint c, Word& word, const Sink& sink) const {
    switch (c.kind) {
      case CodePointKind::dropped:
      case CodePointKind::several: break;
      case CodePointKind::space: finish(word, sink); break;
      case CodePointKind::word: word.append(c.folded); break;
      case CodePointKind::isolated:
        finish(word, sink);
        word.append(c.folded);
        finish(word, sink);
        break;
    }
  }

  template <typename Sink>
  void tokenize(std::string_view utf8, const Sink& sink) const {
    Word word;
    for (std::size_t at = 0; at < utf8.size();) {
      if (utf8[at] == '[') {
        if (const SpecialToken* special = special_at_start_of(utf8.substr(at))) {
          finish(word, sink);
          sink(std::span<const TokenId>(&special->id, 1));
          at += special->text.size();
          continue;
        }
      }
      UChar32 c = 0;
      U8_NEXT_OR_FFFD(utf8.data(), at, utf8.size(), c);
      const FoldedCodePoint folded = code_points[static_cast<char32_t>(c)];
      if (folded.kind == CodePointKind::several) {
        for (FoldedCodePoint part : CodePointTable::decompose(static_cast<char32_t>(c))) add(part, word, sink);
      } else {
        add(folded, word, sink);
      }
    }
    finish(word, sink);
  }
};

Result<Tokenizer> Tokenizer::load(const std::filesystem::path& vocabulary_file) {
  std::ifstream file(vocabulary_file, std::ios::binary);
  if (!file) {
    return fail(ErrorCode::not_found, "cannot open the vocabulary " + vocabulary_file.string() + "; run `make setup`");
  }
  const std::string vocabulary(std::istreambuf_iterator<char>(file), {});
  auto pieces = WordPieces::parse(vocabulary);
  if (!pieces) return fail(pieces.error().code, vocabulary_file.string() + ": " + pieces.error().message);

  auto impl = std::make_unique<Impl>();
  impl->pieces = std::move(*pieces);
  for (std::size_t i = 0; i < special_pieces.size(); ++i) {
    const auto id = impl->pieces.find(special_pieces[i]);
    if (!id) {
      return fail(ErrorCode::unreadable, vocabulary_file.string() + ": no piece " + std::string(special_pieces[i]));
    }
    impl->specials[i] = {special_pieces[i], *id};
  }
  impl->unknown = impl->specials[1].id;
  impl->begin = impl->specials[2].id;
  impl->end = impl->specials[3].id;
  return Tokenizer(std::move(impl));
}

Tokenizer::Tokenizer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

std::vector<TokenId> Tokenizer::encode(std::string_view utf8) const {
  std::vector<TokenId> ids;
  ids.reserve(utf8.size() / 4 + 2);  // English has about four bytes a piece
  ids.push_back(impl_->begin);
  impl_->tokenize(utf8, [&](std::span<const TokenId> word) { ids.insert(ids.end(), word.begin(), word.end()); });
  ids.push_back(impl_->end);
  return ids;
}

std::uint32_t Tokenizer::count(std::string_view utf8) const {
  std::size_t pieces = 0;
  impl_->tokenize(utf8, [&](std::span<const TokenId> word) { pieces += word.size(); });
  return static_cast<std::uint32_t>(pieces);
}

std::uint32_t Tokenizer::vocabulary_size() const { return impl_->pieces.size(); }

}  // namespace edify::embed
