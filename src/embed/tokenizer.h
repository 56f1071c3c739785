// BERT's uncased WordPiece, equal to the reference tokenizer (Hugging Face tokenizers) id for id.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace edify::embed {

using TokenId = std::int32_t;

// Immutable after load; thread-safe.
class Tokenizer {
 public:
  // One word piece a line, its id the line's number. Errors: not_found, unreadable.
  static Result<Tokenizer> load(const std::filesystem::path& vocabulary_file);
  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;
  ~Tokenizer();

  // [CLS], word pieces, [SEP]; neither padded nor truncated. Invalid UTF-8 reads as U+FFFD.
  std::vector<TokenId> encode(std::string_view utf8) const;
  // Word pieces alone: what encode() gives less two.
  std::uint32_t count(std::string_view utf8) const;

  // One more than the largest id.
  std::uint32_t vocabulary_size() const;

 private:
  struct Impl;
  explicit Tokenizer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace edify::embed
