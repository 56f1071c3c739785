#include "source/azure/blob_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "source/azure/blob_error.h"

namespace edify::source::azure {
namespace {

// The service computes the MD5 of no longer range.
constexpr std::size_t longest_range_with_md5 = 4U << 20;

Result<void> check_range(const http::Response& response, std::uint64_t offset, std::uint64_t size,
                         std::span<const std::byte> range) {
  if (response.body_size != range.size()) {
    return fail(ErrorCode::unavailable,
                fmt::format("{} bytes came where {} were asked for", response.body_size, range.size()),
                std::string(http::short_body_reason));
  }
  const auto place = response.headers.find("content-range");
  const auto expected = fmt::format("bytes {}-{}/{}", offset, offset + range.size() - 1, size);
  if (response.status == 206 && !place.empty() && place != expected) {
    return fail(ErrorCode::unavailable, "another range came than was asked for", "wrong_range");
  }
  // Without a range in the answer the MD5 may be the whole blob's.
  const auto claimed = response.headers.find("content-md5");
  const bool is_the_range_s = range.size() <= longest_range_with_md5 && response.status == 206;
  if (!claimed.empty() && is_the_range_s && md5_base64(range) != claimed) {
    std::string_view text = claimed;
    return fail(ErrorCode::unavailable, fmt::format("a range does not have the MD5 {} that came with it", text),
                "bad_md5");
  }
  return {};
}

}  // namespace

Result<std::size_t> BlobReader::read(std::uint64_t offset, std::span<std::byte> out) {
  if (offset >= object_.size || out.empty()) return std::size_t{0};
  if (time_left_ <= std::chrono::nanoseconds{}) {
    return fail(ErrorCode::unavailable,
                fmt::format("{} comes so slowly that its time is up; it will be tried again later", object_.path),
                "slow_blob");
  }
  const auto started = std::chrono::steady_clock::now();
  const auto range = out.first(static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), object_.size - offset)));
  StorageRequest request;
  request.path = fmt::format("/{}/{}", container_, object_.path);
  request.headers.add("x-ms-range", fmt::format("bytes={}-{}", offset, offset + range.size() - 1));
  request.headers.add("if-match", fmt::format("\"{}\"", object_.etag));
  if (range.size() <= longest_range_with_md5) request.headers.add("x-ms-range-get-content-md5", "true");
  request.into = range;
  request.check = [&](const http::Response& response) { return check_range(response, offset, object_.size, range); };
  const auto sent = client_.send_to_blobs(request);
  time_left_ -= std::chrono::steady_clock::now() - started;
  EDIFY_TRY(const auto response, sent);
  if (response.status == 200 || response.status == 206) return range.size();
  return std::unexpected(
      blob_error(response, {client_.account().name, container_, object_.path, client_.credential()}));
}

}  // namespace edify::source::azure
