#include "http/body_sink.h"

#include <fmt/format.h>

#include <algorithm>

namespace edify::http {
namespace {

constexpr std::size_t smallest_step = 16U << 10;

}  // namespace

BodySink::BodySink(const Delivery& delivery, Response& response)
    : response_(response),
      into_(response.status >= 200 && response.status < 300 ? delivery.into : std::span<std::byte>{}),
      taker_(response.status >= 200 && response.status < 300 && delivery.take ? &delivery.take : nullptr),
      patience_(delivery.stall_timeout),
      limit_(into_.empty() ? delivery.max_body : into_.size()) {}

Result<void> BodySink::expect(std::uint64_t length) {
  if (length > limit_) return refuse();
  if (into_.empty() && taker_ == nullptr) response_.body.resize(static_cast<std::size_t>(length));
  return {};
}

std::span<char> BodySink::room() {
  if (taker_ != nullptr) {
    response_.body.resize(smallest_step);
    return response_.body;
  }
  if (size_ == limit_) return {&beyond_, 1};
  if (!into_.empty()) return {reinterpret_cast<char*>(into_.data()) + size_, into_.size() - size_};
  if (size_ == response_.body.size()) {
    response_.body.resize(std::min(limit_, std::max(smallest_step, 2 * size_)));
  }
  return {response_.body.data() + size_, response_.body.size() - size_};
}

Result<void> BodySink::take(std::size_t count) {
  if (size_ + count > limit_) return refuse();
  size_ += count;
  if (taker_ != nullptr && count > 0) {
    EDIFY_TRY(patience_, (*taker_)(std::string_view(response_.body).substr(0, count)));
  }
  return {};
}

void BodySink::finish() {
  if (into_.empty()) response_.body.resize(taker_ == nullptr ? size_ : 0);
  response_.body_size = size_;
}

Result<void> BodySink::refuse() const {
  return fail(ErrorCode::over_limit, fmt::format("an answer is longer than the {} bytes that were expected", limit_),
              std::string(long_body_reason));
}

}  // namespace edify::http
