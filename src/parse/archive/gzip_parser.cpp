#include "parse/archive/gzip_parser.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <utility>

#include "parse/byte_range.h"

namespace edify::parse {
namespace {

std::unexpected<Error> malformed(std::string_view why) {
  return fail(ErrorCode::unreadable, fmt::format("the gzip archive is damaged: {}", why), "malformed");
}

// zlib's state, and what it may still give.
class Inflater {
 public:
  Inflater(const Limits& limits, UnpackBudget& budget) : limits_(limits), budget_(budget) {
    constexpr int gzip_only = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, gzip_only) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Unpacks a piece of the file. False after the last member; bytes behind it are padding.
  Result<bool> take(std::string_view packed) {
    if (ends_member_ && packed[0] != '\x1F') return false;
    packed_bytes_ += packed.size();
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());
    do {
      std::array<char, 64 << 10> buffer;
      stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream_.avail_out = buffer.size();
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code == Z_MEM_ERROR) throw std::bad_alloc();
      const bool is_sound = code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR;
      if (!is_sound) return malformed(stream_.msg == nullptr ? "a wrong block" : stream_.msg);
      EDIFY_CHECK(keep({buffer.data(), buffer.size() - stream_.avail_out}));
      ends_member_ = code == Z_STREAM_END;
      if (!ends_member_) continue;
      if (stream_.avail_in > 0 && *stream_.next_in != 0x1F) return false;
      inflateReset(&stream_);
    } while (stream_.avail_in > 0 || stream_.avail_out == 0);
    return true;
  }

  Result<std::string> finish() && {
    if (!ends_member_) return malformed("it ends before its content does");
    return std::move(unpacked_);
  }

 private:
  Result<void> keep(std::string_view piece) {
    constexpr std::uint64_t ratio_free_bytes = 16 << 20;
    const std::uint64_t size = unpacked_.size() + piece.size();
    if (size > limits_.entry_bytes) return over("entry_bytes", limits_.entry_bytes);
    if (piece.size() > budget_.bytes_left) return over("decompressed_bytes", limits_.decompressed_bytes);
    if (size > ratio_free_bytes && size / packed_bytes_ > limits_.decompression_ratio) {
      return over("decompression_ratio", limits_.decompression_ratio);
    }
    budget_.bytes_left -= piece.size();
    unpacked_ += piece;
    return {};
  }

  static Result<void> over(std::string_view limit, std::uint64_t value) {
    return fail(
        ErrorCode::over_limit,
        fmt::format("the gzip archive unpacks to more than the limit ({} = {}); unpack and split it", limit, value),
        std::string(limit));
  }

  const Limits& limits_;
  UnpackBudget& budget_;
  z_stream stream_{};
  std::uint64_t packed_bytes_ = 0;
  std::string unpacked_;
  bool ends_member_ = false;
};

}  // namespace

Result<ParsedDocument> parse_gzip(RangeReader& reader, std::string_view name, const Limits& limits,
                                  NestedParser& nested) {
  constexpr std::size_t piece_bytes = 64 << 10;
  Inflater inflater(limits, nested.unpack_budget());
  bool goes_on = true;
  for (std::uint64_t at = 0; at < reader.size() && goes_on; at += piece_bytes) {
    EDIFY_TRY(const std::string piece, read_range(reader, at, piece_bytes));
    EDIFY_TRY(goes_on, inflater.take(piece));
  }
  EDIFY_TRY(std::string bytes, std::move(inflater).finish());
  if (name.ends_with(".gz")) name.remove_suffix(3);
  ParsedDocument document;
  EDIFY_TRY(document.elements, nested.parse(std::move(bytes), name));
  return document;
}

}  // namespace edify::parse
