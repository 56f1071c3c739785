#include "backup/azure/azure_destination.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "base/hash.h"
#include "source/azure/blob_error.h"

namespace edify::backup {
namespace {

using source::azure::AzureSource;
using source::azure::StorageClient;
using source::azure::StorageRequest;

// 50,000 of them are the most of a blob: 400 GB.
constexpr std::size_t block_bytes = std::size_t{8} << 20U;
constexpr std::size_t read_bytes = std::size_t{4} << 20U;

// All of a blob's have the same length, as the service demands.
std::string block_id(std::size_t number) { return base64_encode(fmt::format("{:08}", number)); }

}  // namespace

Result<std::unique_ptr<AzureDestination>> AzureDestination::open(const source::azure::Settings& settings,
                                                                 std::string container, std::string prefix,
                                                                 std::stop_token stop, http::RetryHooks hooks) {
  EDIFY_TRY(auto source, AzureSource::open(settings, container, stop, hooks));
  EDIFY_TRY(auto client, StorageClient::create(settings, std::move(stop), std::move(hooks)));
  return std::unique_ptr<AzureDestination>(
      new AzureDestination(std::move(client), std::move(source), std::move(container), std::move(prefix)));
}

Result<void> AzureDestination::put(const std::string& name, const Produce& produce) {
  EDIFY_CHECK(check_object_name(name));
  std::string block;
  std::string block_list;
  std::size_t blocks = 0;
  const auto send_collected = [&]() -> Result<void> {
    const auto id = block_id(blocks++);
    block_list += fmt::format("<Latest>{}</Latest>", id);
    return send_block(name, id, std::exchange(block, {}));
  };
  const auto produced = produce([&](std::span<const std::byte> bytes) -> Result<void> {
    while (!bytes.empty()) {
      const auto part = bytes.first(std::min(bytes.size(), block_bytes - block.size()));
      block.append(reinterpret_cast<const char*>(part.data()), part.size());
      bytes = bytes.subspan(part.size());
      if (block.size() == block_bytes) EDIFY_CHECK(send_collected());
    }
    return {};
  });
  if (!produced) return produced;
  if (!block.empty()) EDIFY_CHECK(send_collected());
  return commit(name, block_list);
}

Result<void> AzureDestination::send_block(const std::string& name, const std::string& id, std::string body) {
  StorageRequest request;
  request.method = http::Method::put;
  request.query = {{"comp", "block"}, {"blockid", id}};
  request.headers.add("content-md5", md5_base64(std::as_bytes(std::span(body))));
  request.body = std::move(body);
  return send(name, std::move(request));
}

Result<void> AzureDestination::commit(const std::string& name, const std::string& block_list) {
  StorageRequest request;
  request.method = http::Method::put;
  request.query = {{"comp", "blocklist"}};
  request.body = fmt::format(R"(<?xml version="1.0" encoding="utf-8"?><BlockList>{}</BlockList>)", block_list);
  return send(name, std::move(request));
}

Result<void> AzureDestination::send(const std::string& name, StorageRequest request) {
  request.path = fmt::format("/{}/{}{}", container_, prefix_, name);
  EDIFY_TRY(const auto response, client_->send_to_blobs(request));
  const bool is_gone_already = request.method == http::Method::remove && response.status == 404;
  if ((response.status >= 200 && response.status < 300) || is_gone_already) return {};
  return std::unexpected(source::azure::blob_error(
      response, {client_->account().name, container_, prefix_ + name, client_->credential()}));
}

Result<void> AzureDestination::read(const std::string& name, const TakeBytes& take) {
  EDIFY_CHECK(check_object_name(name));
  EDIFY_TRY(const auto blob, source_->find(prefix_ + name));
  EDIFY_TRY(const auto reader, source_->open(blob));
  std::vector<std::byte> piece(read_bytes);
  for (std::uint64_t offset = 0; offset < blob.size;) {
    EDIFY_TRY(const std::size_t count, reader->read(offset, piece));
    EDIFY_CHECK(take(std::span(piece).first(count)));
    offset += count;
  }
  return {};
}

Result<std::vector<StoredObject>> AzureDestination::list(std::string_view prefix) {
  std::vector<StoredObject> objects;
  EDIFY_CHECK(source_->list(prefix_ + std::string(prefix), [&](SourceObject&& blob) {
    std::string name = blob.path.substr(prefix_.size());
    if (check_object_name(name)) objects.push_back({std::move(name), blob.size});
    return true;
  }));
  std::ranges::sort(objects, {}, &StoredObject::name);
  return objects;
}

Result<void> AzureDestination::remove(const std::string& name) {
  EDIFY_CHECK(check_object_name(name));
  StorageRequest request;
  request.method = http::Method::remove;
  return send(name, std::move(request));
}

std::string AzureDestination::description() const {
  return source_->description() + (prefix_.empty() ? "" : "/" + prefix_);
}

}  // namespace edify::backup
