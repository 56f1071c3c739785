#include "embed/embedder.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <openvino/openvino.hpp>
#include <thread>
#include <utility>

#include "embed/bert_graph.h"
#include "embed/inference_pool.h"
#include "embed/safetensors.h"

namespace edify::embed {
namespace {

// max_seq_length of the published model: what it was trained to read, [CLS] and [SEP] among them.
constexpr std::size_t longest_input = 256;

std::vector<TokenId> model_input(const Tokenizer& tokenizer, std::string_view text) {
  std::vector<TokenId> tokens = tokenizer.encode(text);
  if (tokens.size() > longest_input) {
    const TokenId end = tokens.back();
    tokens.resize(longest_input);
    tokens.back() = end;
  }
  return tokens;
}

Result<Precision> choose_precision(ov::Core& core, Precision wanted) {
  const auto capabilities = core.get_property("CPU", ov::device::capabilities);
  const bool has_bf16 = std::ranges::find(capabilities, ov::device::capability::BF16) != capabilities.end();
  if (wanted == Precision::automatic) return has_bf16 ? Precision::bf16 : Precision::fp32;
  if (wanted == Precision::bf16 && !has_bf16) {
    return fail(ErrorCode::invalid_argument, "this processor has no bf16 arithmetic; use fp32 or automatic");
  }
  return wanted;
}

ov::AnyMap compile_options(Precision precision, std::uint32_t streams) {
  return {
      ov::hint::inference_precision(precision == Precision::bf16 ? ov::element::bf16 : ov::element::f32),
      // One core a stream: no synchronisation inside an operation. The pool keeps all streams busy.
      ov::num_streams(static_cast<std::int32_t>(streams)),
      ov::inference_num_threads(static_cast<std::int32_t>(streams)),
      // Pinned streams of two processes would fight for the same cores.
      ov::hint::enable_cpu_pinning(false),
  };
}

}  // namespace

// In this order: the weights outlive the model that reads them, the core its plugin, the model its streams.
struct Embedder::Impl {
  Tokenizer tokenizer;
  SafetensorsFile weights;
  ov::Core core;
  Precision precision = Precision::fp32;
  std::unique_ptr<InferencePool> pool;

  Impl(Tokenizer words, SafetensorsFile file) : tokenizer(std::move(words)), weights(std::move(file)) {}

  Result<void> compile(const EmbedderOptions& options) {
    EDIFY_TRY(precision, choose_precision(core, options.precision));
    EDIFY_TRY(const std::shared_ptr<ov::Model> model, build_minilm(weights));
    const std::uint32_t streams =
        options.streams > 0 ? options.streams : std::max(1U, std::thread::hardware_concurrency());
    ov::CompiledModel compiled = core.compile_model(model, "CPU", compile_options(precision, streams));
    pool = std::make_unique<InferencePool>(compiled, streams);
    return {};
  }
};

Result<Embedder> Embedder::load(const std::filesystem::path& model_folder, const EmbedderOptions& options) {
  EDIFY_TRY(Tokenizer tokenizer, Tokenizer::load(model_folder / "vocab.txt"));
  if (tokenizer.vocabulary_size() != minilm::vocabulary) {
    return fail(ErrorCode::unreadable,
                fmt::format("{} has {} pieces, the model {}", (model_folder / "vocab.txt").string(),
                            tokenizer.vocabulary_size(), minilm::vocabulary));
  }
  EDIFY_TRY(SafetensorsFile weights, SafetensorsFile::open(model_folder / "model.safetensors"));
  try {
    auto impl = std::make_unique<Impl>(std::move(tokenizer), std::move(weights));
    EDIFY_CHECK(impl->compile(options));
    Embedder embedder(std::move(impl));
    // The first inference makes the kernels (50 ms); better now than in somebody's question.
    embedder.embed_one("ready");
    return embedder;
  } catch (const ov::Exception& e) {
    return fail(ErrorCode::unavailable, fmt::format("OpenVINO cannot run the model here: {}", e.what()));
  }
}

Embedder::Embedder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Embedder::Embedder(Embedder&&) noexcept = default;
Embedder& Embedder::operator=(Embedder&&) noexcept = default;
Embedder::~Embedder() = default;

std::vector<Embedding> Embedder::embed(std::span<const std::string> texts) const {
  std::vector<std::vector<TokenId>> inputs;
  inputs.reserve(texts.size());
  for (const std::string& text : texts) inputs.push_back(model_input(impl_->tokenizer, text));

  // Long texts first, so that the streams end together.
  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return inputs[i].size(); });

  std::vector<Embedding> vectors(texts.size());
  std::vector<std::span<const TokenId>> sorted_inputs;
  std::vector<Embedding*> sorted_vectors;
  for (std::size_t i : order) {
    sorted_inputs.push_back(inputs[i]);
    sorted_vectors.push_back(&vectors[i]);
  }
  impl_->pool->run(sorted_inputs, sorted_vectors, Urgency::bulk);
  return vectors;
}

Embedding Embedder::embed_one(std::string_view text) const { return embed_question(text, Deadline()).value(); }

Result<Embedding> Embedder::embed_question(std::string_view text, const Deadline& deadline) const {
  EDIFY_CHECK(deadline.check());
  const std::vector<TokenId> tokens = model_input(impl_->tokenizer, text);
  const std::span<const TokenId> input = tokens;
  Embedding vector{};
  Embedding* output = &vector;
  const bool in_time = impl_->pool->run(std::span(&input, 1), std::span(&output, 1), Urgency::query, deadline);
  if (!in_time) EDIFY_CHECK(deadline.check());
  return vector;
}

const Tokenizer& Embedder::tokenizer() const { return impl_->tokenizer; }
Precision Embedder::precision() const { return impl_->precision; }

}  // namespace edify::embed
