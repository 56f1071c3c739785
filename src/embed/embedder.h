// Texts → vectors with all-MiniLM-L6-v2 on the processor, through OpenVINO.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "base/error.h"
#include "embed/tokenizer.h"
#include "model/chunk.h"

namespace edify::embed {

enum class Precision : std::uint8_t { automatic, fp32, bf16 };  // automatic: bf16 where the processor has it

struct EmbedderOptions {
  Precision precision = Precision::automatic;
  std::uint32_t streams = 0;  // inferences at once; 0: one a core
};

inline constexpr std::string_view model_name = "all-MiniLM-L6-v2";

// Thread-safe: embed() may be called from any number of threads; they share `streams` inferences.
// embed() computes each text alone: what is stored is the same bits each time. embed_one() goes first, so that
// questions do not wait for ingestion, and questions that come together share a pass of the model: that moves a
// component by rounding only, less than 1e-5 in fp32.
class Embedder {
 public:
  // `model_folder` holds model.safetensors and vocab.txt. Errors: not_found, unreadable (wrong tensors),
  // invalid_argument (bf16 asked of a processor without it), unavailable (OpenVINO cannot run here).
  static Result<Embedder> load(const std::filesystem::path& model_folder, const EmbedderOptions& options = {});
  Embedder(Embedder&&) noexcept;
  Embedder& operator=(Embedder&&) noexcept;
  ~Embedder();

  // One vector of length 1 a text, in the texts' order. Text beyond 256 word pieces, [CLS] and [SEP] among them, is
  // not read. Blocks; throws std::runtime_error where an inference fails, which no text can cause.
  std::vector<Embedding> embed(std::span<const std::string> texts) const;
  Embedding embed_one(std::string_view text) const;
  // embed_one() for somebody who does not wait for ever. Errors: unavailable, reason `deadline`, where the deadline
  // passes before the text's turn comes.
  Result<Embedding> embed_question(std::string_view text, const Deadline& deadline) const;

  const Tokenizer& tokenizer() const;
  Precision precision() const;  // fp32 or bf16

 private:
  struct Impl;
  explicit Embedder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace edify::embed
