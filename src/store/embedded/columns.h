// How parts of a chunk are written into columns, and read back. Pure functions, thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/chunk.h"
#include "model/hit.h"
#include "model/placement.h"

namespace edify::store {

// Each heading followed by U+001F, which no heading contains.
std::string pack_headings(std::span<const std::string> headings);
std::vector<std::string> unpack_headings(std::string_view column);

// The types' names, separated by commas: numbers would change their meaning with the enum.
std::string pack_element_types(std::span<const ElementType> types);
std::vector<ElementType> unpack_element_types(std::string_view column);

// 384 little-endian floats. unpack_embedding: unreadable where the width is another.
std::span<const std::byte> pack_embedding(const Embedding& embedding);
Result<Embedding> unpack_embedding(std::span<const std::byte> column);

// unreadable where there is no such module.
Result<Partition> unpack_partition(std::string_view module, std::string_view grade);

// 8 bytes a key, little-endian.
std::span<const std::byte> pack_keys(std::span<const PointKey> keys);
std::vector<PointKey> unpack_keys(std::span<const std::byte> column);

}  // namespace edify::store
