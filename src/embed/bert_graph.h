// all-MiniLM-L6-v2's encoder as an OpenVINO model (Devlin et al., BERT, 2019; post-layer-norm, erf GELU).
//
// Several texts share one sequence: they lie end to end, each with positions from 0, and the mask lets every token
// attend to its own text only. What pads a sequence belongs to no text.
//
//   inputs   tokens [1, T] i32, positions [1, T] i32, mask [1, 1, T, T] f32 (0: attend, masked: do not)
//   output   hidden states [1, T, 384] f32
#pragma once

#include <cstddef>
#include <limits>
#include <memory>

#include "base/error.h"
#include "embed/safetensors.h"

namespace ov {
class Model;
}

namespace edify::embed {

namespace minilm {
inline constexpr std::size_t vocabulary = 30522;
inline constexpr std::size_t positions = 512;
inline constexpr std::size_t token_types = 2;
inline constexpr std::size_t layers = 6;
inline constexpr std::size_t heads = 12;
inline constexpr std::size_t hidden = 384;
inline constexpr std::size_t intermediate = 1536;
inline constexpr float layer_norm_epsilon = 1e-12F;
}  // namespace minilm

// Finite, because minus infinity less minus infinity is not a number.
inline constexpr float masked = -1e30F;

// The weights stay in `weights`, which must outlive the model and whatever is compiled from it.
// Error: unreadable (a tensor is missing or has another shape). Throws ov::Exception.
Result<std::shared_ptr<ov::Model>> build_minilm(const SafetensorsFile& weights);

}  // namespace edify::embed
