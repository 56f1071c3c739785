#include "api/content_coding.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <charconv>
#include <system_error>

#include "api/asset.h"
#include "base/hash.h"

namespace edify::api {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// "q=0.5" → 0.5; 1 where there is no weight, 0 where it is none.
double weight_of(std::string_view parameters) {
  parameters = trim(parameters);
  if (parameters.empty()) return 1;
  if (!parameters.starts_with("q=") && !parameters.starts_with("Q=")) return 0;
  double weight = 0;
  const auto* end = parameters.data() + parameters.size();
  const auto [read, error] = std::from_chars(parameters.data() + 2, end, weight);
  const bool is_weight = error == std::errc() && read == end && weight >= 0 && weight <= 1;
  return is_weight ? weight : 0;
}

std::string gzip(std::string_view body, Effort effort) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;  // the largest window, in gzip's envelope
  constexpr int memory_level = 8;       // zlib's own default
  const int level = effort == Effort::quick ? 1 : 9;
  if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, body.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));  // zlib's C interface knows no const
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(result == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

std::string brotli(std::string_view body, Effort effort) {
  std::size_t size = BrotliEncoderMaxCompressedSize(body.size());
  std::string out(size, '\0');
  const int quality = effort == Effort::quick ? 1 : 9;
  const auto done = BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, body.size(),
                                          reinterpret_cast<const std::uint8_t*>(body.data()), &size,
                                          reinterpret_cast<std::uint8_t*>(out.data()));
  out.resize(done == BROTLI_TRUE ? size : 0);
  return out;
}

}  // namespace

std::string_view to_string(Coding coding) {
  switch (coding) {
    case Coding::identity: return "";
    case Coding::gzip: return "gzip";
    case Coding::br: return "br";
  }
  return "";
}

Coding choose_coding(std::string_view accept_encoding) {
  double gzip_weight = -1;
  double br_weight = -1;
  double any_weight = 0;
  while (!accept_encoding.empty()) {
    const auto comma = std::min(accept_encoding.find(','), accept_encoding.size());
    const std::string_view item = accept_encoding.substr(0, comma);
    accept_encoding.remove_prefix(std::min(comma + 1, accept_encoding.size()));
    const auto semicolon = std::min(item.find(';'), item.size());
    const std::string_view name = trim(item.substr(0, semicolon));
    const double weight = weight_of(item.substr(std::min(semicolon + 1, item.size())));
    if (boost::beast::iequals(name, "gzip") || boost::beast::iequals(name, "x-gzip")) gzip_weight = weight;
    if (boost::beast::iequals(name, "br")) br_weight = weight;
    if (name == "*") any_weight = weight;
  }
  if (gzip_weight < 0) gzip_weight = any_weight;
  if (br_weight < 0) br_weight = any_weight;
  if (std::max(gzip_weight, br_weight) <= 0) return Coding::identity;
  return br_weight >= gzip_weight ? Coding::br : Coding::gzip;
}

std::string compress(std::string_view body, Coding coding, Effort effort) {
  switch (coding) {
    case Coding::identity: return std::string(body);
    case Coding::gzip: return gzip(body, effort);
    case Coding::br: return brotli(body, effort);
  }
  return std::string(body);
}

Asset make_asset(std::string body) {
  constexpr std::size_t etag_digits = 32;
  Asset asset;
  asset.gzip = compress(body, Coding::gzip, Effort::thorough);
  asset.brotli = compress(body, Coding::br, Effort::thorough);
  asset.etag = "\"" + sha256_hex(body).substr(0, etag_digits) + "\"";
  asset.body = std::move(body);
  return asset;
}

}  // namespace edify::api
