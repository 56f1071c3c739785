#include "model/chunk.h"

#include <cmath>

namespace edify {
namespace {

// LEB128, as in protocol buffers; signed numbers zigzag.
void put(std::vector<std::byte>& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<std::byte>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<std::byte>(value));
}

void put_signed(std::vector<std::byte>& out, std::int64_t value) {
  put(out, (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

// Reads until the first fault, then answers zeros; the caller asks ok() once at the end.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::uint64_t get() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ == bytes_.size()) break;
      const auto byte = std::to_integer<std::uint64_t>(bytes_[at_++]);
      value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    ok_ = false;
    return 0;
  }
  std::int64_t get_signed() {
    const std::uint64_t raw = get();
    return static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1);
  }
  bool ok() const { return ok_; }
  std::size_t left() const { return bytes_.size() - at_; }

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

std::int64_t to_tenths(float points) { return std::lround(std::isfinite(points) ? points * 10 : 0); }
float from_tenths(std::int64_t tenths) { return static_cast<float>(tenths) / 10; }

}  // namespace

// Every number is a difference from the span before, so a usual span takes about ten bytes.
std::vector<std::byte> encode_spans(std::span<const Span> spans) {
  std::vector<std::byte> out;
  put(out, spans.size());
  std::uint32_t offset = 0;
  std::uint32_t page = 0;
  std::int64_t x = 0;
  std::int64_t y = 0;
  for (const Span& span : spans) {
    put_signed(out, static_cast<std::int64_t>(span.begin) - offset);
    put(out, span.end - span.begin);
    put_signed(out, static_cast<std::int64_t>(span.page) - page);
    const std::int64_t x0 = to_tenths(span.box.x0);
    const std::int64_t y0 = to_tenths(span.box.y0);
    put_signed(out, x0 - x);
    put_signed(out, y0 - y);
    put_signed(out, to_tenths(span.box.x1) - x0);
    put_signed(out, to_tenths(span.box.y1) - y0);
    offset = span.end;
    page = span.page;
    x = x0;
    y = y0;
  }
  return out;
}

Result<std::vector<Span>> decode_spans(std::span<const std::byte> bytes) {
  Reader reader(bytes);
  const std::uint64_t count = reader.get();
  // A span takes seven bytes at least: a larger count is damage, not a reason to allocate.
  if (!reader.ok() || count > bytes.size() / 7 + 1)
    return fail(ErrorCode::unreadable, "a stored span list is damaged", "damaged");
  std::vector<Span> spans;
  spans.reserve(count);
  std::int64_t offset = 0;
  std::int64_t page = 0;
  std::int64_t x = 0;
  std::int64_t y = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    Span span;
    span.begin = static_cast<std::uint32_t>(offset + reader.get_signed());
    span.end = static_cast<std::uint32_t>(span.begin + reader.get());
    page += reader.get_signed();
    span.page = static_cast<std::uint32_t>(page);
    x += reader.get_signed();
    y += reader.get_signed();
    span.box = {from_tenths(x), from_tenths(y), from_tenths(x + reader.get_signed()), 0};
    span.box.y1 = from_tenths(y + reader.get_signed());
    offset = span.end;
    if (!reader.ok() || span.end < span.begin)
      return fail(ErrorCode::unreadable, "a stored span list is damaged", "damaged");
    spans.push_back(span);
  }
  if (reader.left() != 0) return fail(ErrorCode::unreadable, "a stored span list is damaged", "damaged");
  return spans;
}

}  // namespace edify
