// Reads tensors from a .safetensors file: eight bytes of header length, a JSON header, raw little-endian data
// (https://github.com/huggingface/safetensors#format). The file is mapped, never copied.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"

namespace edify::embed {

// Row-major; lives as long as its SafetensorsFile.
struct Tensor {
  std::vector<std::size_t> shape;
  std::span<const float> values;
};

// Immutable after open; thread-safe.
class SafetensorsFile {
 public:
  // Keeps the 32-bit float tensors; other types are checked but not kept.
  // Errors: not_found, unreadable (truncated, malformed, offsets out of bounds).
  static Result<SafetensorsFile> open(const std::filesystem::path& file);

  // Error: unreadable (no such tensor, another shape).
  Result<Tensor> tensor(std::string_view name, std::span<const std::size_t> expected_shape) const;

 private:
  class Mapping;
  Result<void> read_header(std::string_view header, std::span<const std::byte> data);

  std::shared_ptr<const Mapping> mapping_;
  std::unordered_map<std::string, Tensor> tensors_;
};

}  // namespace edify::embed
