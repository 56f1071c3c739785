#include "store/embedded/columns.h"

#include <bit>
#include <cstring>

namespace edify::store {
namespace {
// Vectors and keys are copied as they lie in memory.
static_assert(std::endian::native == std::endian::little);

constexpr char heading_end = '\x1f';
}  // namespace

std::string pack_headings(std::span<const std::string> headings) {
  std::string column;
  for (const auto& heading : headings) column += heading + heading_end;
  return column;
}

std::vector<std::string> unpack_headings(std::string_view column) {
  std::vector<std::string> headings;
  while (!column.empty()) {
    const auto end = std::min(column.find(heading_end), column.size());
    headings.emplace_back(column.substr(0, end));
    column.remove_prefix(std::min(end + 1, column.size()));
  }
  return headings;
}

std::string pack_element_types(std::span<const ElementType> types) {
  std::string column;
  for (const auto type : types) {
    if (!column.empty()) column += ',';
    column += to_string(type);
  }
  return column;
}

std::vector<ElementType> unpack_element_types(std::string_view column) {
  std::vector<ElementType> types;
  while (!column.empty()) {
    const auto end = std::min(column.find(','), column.size());
    if (const auto type = element_type_from_string(column.substr(0, end))) types.push_back(*type);
    column.remove_prefix(std::min(end + 1, column.size()));
  }
  return types;
}

std::span<const std::byte> pack_embedding(const Embedding& embedding) { return std::as_bytes(std::span(embedding)); }

Result<Embedding> unpack_embedding(std::span<const std::byte> column) {
  Embedding embedding;
  if (column.size() != sizeof(embedding)) {
    return fail(ErrorCode::unreadable, "a stored vector has the wrong width: restore the store from a backup",
                "database");
  }
  std::memcpy(embedding.data(), column.data(), column.size());
  return embedding;
}

Result<Partition> unpack_partition(std::string_view module, std::string_view grade) {
  const auto known = module_from_string(module);
  if (!known) {
    return fail(ErrorCode::unreadable, "the store names an unknown module: restore it from a backup", "database");
  }
  return Partition{.module = *known, .grade = std::string(grade)};
}

std::span<const std::byte> pack_keys(std::span<const PointKey> keys) { return std::as_bytes(keys); }

std::vector<PointKey> unpack_keys(std::span<const std::byte> column) {
  std::vector<PointKey> keys(column.size() / sizeof(PointKey));
  if (!keys.empty()) std::memcpy(keys.data(), column.data(), keys.size() * sizeof(PointKey));
  return keys;
}

}  // namespace edify::store
