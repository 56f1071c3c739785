#include "embed/bert_graph.h"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <openvino/core/model.hpp>
#include <openvino/opsets/opset13.hpp>
#include <string>

namespace edify::embed {
namespace {

namespace op = ov::opset13;
using Node = ov::Output<ov::Node>;
using Shape = std::initializer_list<std::size_t>;

Node integers(std::initializer_list<std::int64_t> values) {
  return op::Constant::create(ov::element::i64, {values.size()}, std::vector<std::int64_t>(values));
}

Node scalar(std::int64_t value) { return op::Constant::create(ov::element::i64, {}, {value}); }

class MiniLmBuilder {
 public:
  explicit MiniLmBuilder(const SafetensorsFile& weights) : weights_(weights) {}

  Result<std::shared_ptr<ov::Model>> build() {
    using minilm::layers;
    const ov::Dimension any;
    auto tokens = std::make_shared<op::Parameter>(ov::element::i32, ov::PartialShape{1, any});
    auto positions = std::make_shared<op::Parameter>(ov::element::i32, ov::PartialShape{1, any});
    auto mask = std::make_shared<op::Parameter>(ov::element::f32, ov::PartialShape{1, 1, any, any});

    EDIFY_TRY(Node state, embeddings(tokens, positions));
    for (std::size_t i = 0; i < layers; ++i) {
      const std::string name = "encoder.layer." + std::to_string(i);
      EDIFY_TRY(Node attended, attention(name + ".attention", state, mask));
      EDIFY_TRY(state, feed_forward(name, attended));
    }
    return std::make_shared<ov::Model>(ov::OutputVector{state}, ov::ParameterVector{tokens, positions, mask}, "minilm");
  }

 private:
  // Shares the mapped bytes: OpenVINO reads constants, it does not write them.
  Result<Node> weight(const std::string& name, Shape shape) {
    EDIFY_TRY(const Tensor tensor, weights_.tensor(name, std::span(shape.begin(), shape.size())));
    const ov::Tensor view(ov::element::f32, tensor.shape, const_cast<float*>(tensor.values.data()));
    return std::make_shared<op::Constant>(view);
  }

  Result<Node> lookup(const std::string& name, std::size_t rows, const Node& indices) {
    EDIFY_TRY(const Node table, weight("embeddings." + name + ".weight", {rows, minilm::hidden}));
    return std::make_shared<op::Gather>(table, indices, scalar(0));
  }

  Result<Node> linear(const std::string& name, const Node& input, std::size_t inputs, std::size_t outputs) {
    EDIFY_TRY(const Node matrix, weight(name + ".weight", {outputs, inputs}));
    EDIFY_TRY(const Node bias, weight(name + ".bias", {outputs}));
    return std::make_shared<op::Add>(std::make_shared<op::MatMul>(input, matrix, false, true), bias);
  }

  Result<Node> layer_norm(const std::string& name, const Node& input) {
    EDIFY_TRY(const Node scale, weight(name + ".weight", {minilm::hidden}));
    EDIFY_TRY(const Node shift, weight(name + ".bias", {minilm::hidden}));
    auto normal = std::make_shared<op::MVN>(input, integers({-1}), /*normalize_variance=*/true,
                                            minilm::layer_norm_epsilon, ov::op::MVNEpsMode::INSIDE_SQRT);
    return std::make_shared<op::Add>(std::make_shared<op::Multiply>(normal, scale), shift);
  }

  // Words, positions, and token type 0 everywhere: there is no second sentence.
  Result<Node> embeddings(const Node& tokens, const Node& positions) {
    EDIFY_TRY(const Node words, lookup("word_embeddings", minilm::vocabulary, tokens));
    EDIFY_TRY(const Node places, lookup("position_embeddings", minilm::positions, positions));
    EDIFY_TRY(const Node type, lookup("token_type_embeddings", minilm::token_types, scalar(0)));
    return layer_norm("embeddings.LayerNorm",
                      std::make_shared<op::Add>(std::make_shared<op::Add>(words, places), type));
  }

  // [1, T, 384] → [1, heads, T, 32]
  Result<Node> heads_of(const std::string& name, const Node& input) {
    EDIFY_TRY(const Node flat, linear(name, input, minilm::hidden, minilm::hidden));
    constexpr auto heads = static_cast<std::int64_t>(minilm::heads);
    auto split = std::make_shared<op::Reshape>(flat, integers({0, 0, heads, -1}), /*special_zero=*/true);
    return std::make_shared<op::Transpose>(split, integers({0, 2, 1, 3}));
  }

  Result<Node> attention(const std::string& name, const Node& input, const Node& mask) {
    EDIFY_TRY(const Node query, heads_of(name + ".self.query", input));
    EDIFY_TRY(const Node key, heads_of(name + ".self.key", input));
    EDIFY_TRY(const Node value, heads_of(name + ".self.value", input));
    auto attended = std::make_shared<op::ScaledDotProductAttention>(query, key, value, mask, /*causal=*/false);
    auto joined = std::make_shared<op::Reshape>(std::make_shared<op::Transpose>(attended, integers({0, 2, 1, 3})),
                                                integers({0, 0, -1}), /*special_zero=*/true);
    EDIFY_TRY(const Node output, linear(name + ".output.dense", joined, minilm::hidden, minilm::hidden));
    return layer_norm(name + ".output.LayerNorm", std::make_shared<op::Add>(output, input));
  }

  Result<Node> feed_forward(const std::string& name, const Node& input) {
    EDIFY_TRY(const Node wide, linear(name + ".intermediate.dense", input, minilm::hidden, minilm::intermediate));
    auto active = std::make_shared<op::Gelu>(wide, ov::op::GeluApproximationMode::ERF);
    EDIFY_TRY(const Node output, linear(name + ".output.dense", active, minilm::intermediate, minilm::hidden));
    return layer_norm(name + ".output.LayerNorm", std::make_shared<op::Add>(output, input));
  }

  const SafetensorsFile& weights_;
};

}  // namespace

Result<std::shared_ptr<ov::Model>> build_minilm(const SafetensorsFile& weights) {
  return MiniLmBuilder(weights).build();
}

}  // namespace edify::embed
