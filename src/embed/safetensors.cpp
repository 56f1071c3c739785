#include "embed/safetensors.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

namespace edify::embed {
namespace {

namespace json = boost::json;
static_assert(std::endian::native == std::endian::little, "safetensors data is little-endian and used in place");

constexpr std::size_t length_bytes = sizeof(std::uint64_t);
constexpr std::uint64_t largest_header = 100'000'000;  // the format's own limit

std::optional<std::size_t> size_of_type(std::string_view dtype) {
  if (dtype == "BOOL" || dtype == "U8" || dtype == "I8") return 1;
  if (dtype == "I16" || dtype == "U16" || dtype == "F16" || dtype == "BF16") return 2;
  if (dtype == "I32" || dtype == "U32" || dtype == "F32") return 4;
  if (dtype == "I64" || dtype == "U64" || dtype == "F64") return 8;
  return std::nullopt;
}

struct TensorHeader {
  std::string_view dtype;
  std::vector<std::size_t> shape;
  std::size_t begin = 0;  // bytes into the data
  std::size_t end = 0;
};

// Nothing where a field is missing or of another type.
std::optional<std::vector<std::size_t>> unsigned_array(const json::value* value) {
  if (value == nullptr || !value->is_array()) return std::nullopt;
  std::vector<std::size_t> numbers;
  for (const json::value& item : value->get_array()) {
    boost::system::error_code error;
    numbers.push_back(item.to_number<std::size_t>(error));
    if (error) return std::nullopt;
  }
  return numbers;
}

std::optional<TensorHeader> parse_tensor_header(const json::value& value) {
  const json::object* fields = value.if_object();
  if (fields == nullptr) return std::nullopt;
  const json::value* dtype = fields->if_contains("dtype");
  auto shape = unsigned_array(fields->if_contains("shape"));
  auto offsets = unsigned_array(fields->if_contains("data_offsets"));
  if (dtype == nullptr || !dtype->is_string() || !shape || !offsets || offsets->size() != 2) return std::nullopt;
  return TensorHeader{dtype->get_string(), std::move(*shape), offsets->front(), offsets->back()};
}

// True where the bytes lie in the data, are aligned, and are as many as the shape asks for.
bool is_consistent(const TensorHeader& header, std::size_t data_size) {
  auto bytes = size_of_type(header.dtype);
  if (!bytes || header.begin > header.end || header.end > data_size || header.begin % *bytes != 0) return false;
  std::size_t expected = *bytes;
  for (std::size_t extent : header.shape) {
    if (__builtin_mul_overflow(expected, extent, &expected)) return false;
  }
  return expected == header.end - header.begin;
}

}  // namespace

class SafetensorsFile::Mapping {
 public:
  explicit Mapping(std::span<const std::byte> bytes) : bytes_(bytes) {}
  ~Mapping() { ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size()); }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  std::span<const std::byte> bytes() const { return bytes_; }

  static std::shared_ptr<const Mapping> map(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return nullptr;
    struct stat info {};
    void* address = MAP_FAILED;
    if (::fstat(descriptor, &info) == 0 && info.st_size > 0) {
      address = ::mmap(nullptr, static_cast<std::size_t>(info.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0);
    }
    ::close(descriptor);
    if (address == MAP_FAILED) return nullptr;
    return std::make_shared<const Mapping>(
        std::span(static_cast<const std::byte*>(address), static_cast<std::size_t>(info.st_size)));
  }

 private:
  std::span<const std::byte> bytes_;
};

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& file) {
  SafetensorsFile tensors;
  tensors.mapping_ = Mapping::map(file);
  if (!tensors.mapping_) {
    return fail(ErrorCode::not_found, fmt::format("cannot open the model {}; run `make setup`", file.string()));
  }
  const std::span<const std::byte> bytes = tensors.mapping_->bytes();
  std::uint64_t header_size = 0;
  if (bytes.size() >= length_bytes) std::memcpy(&header_size, bytes.data(), length_bytes);
  if (header_size == 0 || header_size > largest_header || header_size > bytes.size() - length_bytes) {
    return fail(ErrorCode::unreadable, fmt::format("{} is not a safetensors file or is cut short", file.string()));
  }
  const auto body = bytes.subspan(length_bytes);
  const std::string_view header(reinterpret_cast<const char*>(body.data()), header_size);
  if (auto read = tensors.read_header(header, body.subspan(header_size)); !read) {
    return fail(read.error().code, fmt::format("{}: {}", file.string(), read.error().message));
  }
  return tensors;
}

Result<void> SafetensorsFile::read_header(std::string_view header, std::span<const std::byte> data) {
  boost::system::error_code error;
  const json::value root = json::parse(header, error);
  if (error || !root.is_object()) return fail(ErrorCode::unreadable, "the header is not a JSON object");
  // Writers pad the header to eight bytes, but the format does not ask for it.
  const bool aligned = reinterpret_cast<std::uintptr_t>(data.data()) % alignof(float) == 0;
  for (const auto& [name, value] : root.get_object()) {
    if (name == "__metadata__") continue;
    auto tensor = parse_tensor_header(value);
    if (!tensor || !aligned || !is_consistent(*tensor, data.size())) {
      return fail(ErrorCode::unreadable, fmt::format("the tensor {} is malformed", std::string_view(name)));
    }
    if (tensor->dtype != "F32") continue;
    const auto* values = reinterpret_cast<const float*>(data.data() + tensor->begin);
    const std::size_t count = (tensor->end - tensor->begin) / sizeof(float);
    tensors_.emplace(name, Tensor{std::move(tensor->shape), {values, count}});
  }
  return {};
}

Result<Tensor> SafetensorsFile::tensor(std::string_view name, std::span<const std::size_t> expected_shape) const {
  const auto found = tensors_.find(std::string(name));
  if (found == tensors_.end())
    return fail(ErrorCode::unreadable, fmt::format("the model has no float tensor {}", name));
  const Tensor& tensor = found->second;
  if (!std::ranges::equal(tensor.shape, expected_shape)) {
    return fail(ErrorCode::unreadable, fmt::format("the tensor {} has shape [{}], not [{}]", name,
                                                   fmt::join(tensor.shape, ", "), fmt::join(expected_shape, ", ")));
  }
  return tensor;
}

}  // namespace edify::embed
