#include "http/gzip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <memory>

#include "http/message.h"

namespace edify::http {
namespace {

constexpr int gzip_only = 16 + MAX_WBITS;

std::unexpected<Error> damaged() {
  return fail(ErrorCode::unavailable, "a compressed answer is damaged", std::string(protocol_reason));
}

}  // namespace

Result<std::string> unpack_gzip(std::string_view packed, std::size_t max_size) {
  z_stream stream{};
  if (::inflateInit2(&stream, gzip_only) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, decltype(&::inflateEnd)> end(&stream, &::inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  int outcome = Z_OK;
  while (outcome == Z_OK) {
    // One byte beyond the limit tells a body that is too long from one that just fits.
    const std::size_t size = std::min(std::max<std::size_t>(4 * packed.size(), 2 * out.size()), max_size + 1);
    out.resize(size);
    stream.next_out = reinterpret_cast<Bytef*>(out.data()) + stream.total_out;
    stream.avail_out = static_cast<uInt>(size - stream.total_out);
    outcome = ::inflate(&stream, Z_NO_FLUSH);
    if (stream.total_out > max_size) {
      return fail(ErrorCode::over_limit,
                  fmt::format("an answer is longer than the {} bytes that were expected", max_size),
                  std::string(long_body_reason));
    }
    if (outcome == Z_BUF_ERROR || (outcome == Z_OK && stream.avail_in == 0 && stream.avail_out > 0)) return damaged();
  }
  if (outcome != Z_STREAM_END) return damaged();
  out.resize(stream.total_out);
  return out;
}

}  // namespace edify::http
