#include "source/azure/azure_source.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <pugixml.hpp>
#include <utility>

#include "http/date.h"
#include "source/azure/blob_error.h"
#include "source/azure/blob_reader.h"
#include "source/azure/listing_page.h"

namespace edify::source::azure {
namespace {

// 5,000 entries with long names and metadata.
constexpr std::size_t max_page_bytes = 64U << 20;
constexpr std::string_view whole_page = "5000";

bool is_ok(const http::Response& response) { return response.status >= 200 && response.status < 300; }

// What the service answers where the account, the credential or the kind of account does not let tags be read.
bool may_be_about_tags(unsigned status) { return status == 400 || status == 403 || status == 409; }

std::uint64_t length_of(const http::Response& response) {
  const auto text = response.headers.find("content-length");
  std::uint64_t length = 0;
  for (const char c : text) length = c >= '0' && c <= '9' ? length * 10 + static_cast<std::uint64_t>(c - '0') : length;
  return length;
}

SourceObject object_of(const std::string& path, const http::Response& head) {
  SourceObject object;
  object.path = path;
  object.size = length_of(head);
  object.etag = without_quotes(head.headers.find("etag"));
  object.content_type = head.headers.find("content-type");
  object.content_md5 = head.headers.find("content-md5");
  if (const auto date = http::parse_date(head.headers.find("last-modified"))) object.last_modified = *date;
  constexpr std::string_view prefix = "x-ms-meta-";
  for (const auto& [name, value] : head.headers) {
    const bool is_metadata = name.size() > prefix.size() && http::equal_names(name.substr(0, prefix.size()), prefix);
    if (is_metadata) object.metadata[name.substr(prefix.size())] = value;
  }
  return object;
}

}  // namespace

Result<std::unique_ptr<AzureSource>> AzureSource::open(const Settings& settings, std::string container,
                                                       std::stop_token stop, http::RetryHooks hooks) {
  if (container.empty() || container.find('/') != std::string::npos) {
    return fail(ErrorCode::invalid_argument, "name the container: azure://CONTAINER or azure://CONTAINER/PREFIX");
  }
  EDIFY_TRY(auto client, StorageClient::create(settings, std::move(stop), std::move(hooks)));
  return std::unique_ptr<AzureSource>(new AzureSource(std::move(client), std::move(container), settings.blob_timeout));
}

Result<http::Response> AzureSource::list_page(std::string_view prefix, const std::string& marker, bool& with_tags,
                                              std::string_view page_size) {
  StorageRequest request;
  request.path = "/" + container_;
  request.max_body = max_page_bytes;
  request.query = {{"restype", "container"},
                   {"comp", "list"},
                   {"maxresults", std::string(page_size)},
                   {"include", with_tags ? "metadata,tags" : "metadata"}};
  if (!prefix.empty()) request.query.emplace_back("prefix", prefix);
  if (!marker.empty()) request.query.emplace_back("marker", marker);
  EDIFY_TRY(auto response, client_->send_to_blobs(request));
  if (is_ok(response)) return response;
  if (with_tags && may_be_about_tags(response.status)) {
    with_tags = false;
    return list_page(prefix, marker, with_tags, page_size);
  }
  return std::unexpected(blob_error(response, {client_->account().name, container_, "", client_->credential()}));
}

Result<void> AzureSource::list(std::string_view prefix, const ListingVisitor& visit) {
  std::string marker;
  bool with_tags = true;
  do {
    // Each page's XML goes before its objects are visited.
    auto page = [&]() -> Result<ListingPage> {
      EDIFY_TRY(const auto response, list_page(prefix, marker, with_tags, whole_page));
      return parse_listing_page(response.body);
    }();
    if (!page) return std::unexpected(std::move(page).error());
    if (!page->next_marker.empty() && page->next_marker == marker) {
      return fail(ErrorCode::unavailable, "the listing of the storage account goes round in circles", "bad_listing");
    }
    marker = std::move(page->next_marker);
    for (auto& object : page->objects) {
      if (!visit(std::move(object))) return {};
    }
  } while (!marker.empty());
  if (!with_tags)
    spdlog::info("{}: listed without blob tags, which this account or credential does not show", description());
  return {};
}

Result<SourceObject> AzureSource::find(const std::string& path) {
  StorageRequest request;
  request.method = http::Method::head;
  request.path = fmt::format("/{}/{}", container_, path);
  EDIFY_TRY(const auto response, client_->send_to_blobs(request));
  if (!is_ok(response)) {
    return std::unexpected(blob_error(response, {client_->account().name, container_, path, client_->credential()}));
  }
  auto object = object_of(path, response);
  const auto folder = object.metadata.find("hdi_isfolder");
  if (folder != object.metadata.end() && folder->second == "true") {
    return fail(ErrorCode::not_found, fmt::format("{} is a folder of the container {}", path, container_), "vanished");
  }
  const auto tags = response.headers.find("x-ms-tag-count");
  if (!tags.empty() && tags != "0") EDIFY_CHECK(add_tags(object));
  return object;
}

Result<void> AzureSource::add_tags(SourceObject& object) {
  StorageRequest request;
  request.path = fmt::format("/{}/{}", container_, object.path);
  request.query = {{"comp", "tags"}};
  EDIFY_TRY(const auto response, client_->send_to_blobs(request));
  if (!is_ok(response)) return {};  // as in a listing: without tags where they are not shown
  pugi::xml_document document;
  if (!document.load_buffer(response.body.data(), response.body.size())) return {};
  for (const auto& tag : document.child("Tags").child("TagSet").children("Tag")) {
    object.metadata[fmt::format("tag:{}", tag.child("Key").text().get())] = tag.child("Value").text().get();
  }
  return {};
}

Result<std::unique_ptr<RangeReader>> AzureSource::open(const SourceObject& object) {
  constexpr std::uint64_t slowest_bytes_a_second = 64 * 1024;
  const auto time = blob_timeout_ + std::chrono::seconds(object.size / slowest_bytes_a_second);
  return std::make_unique<BlobReader>(*client_, container_, object, time);
}

std::string AzureSource::description() const {
  return fmt::format("azure:{}/{}", client_->account().blob.text(), container_);
}

Result<Permissions> AzureSource::examine() {
  Permissions permissions;
  bool with_tags = true;
  EDIFY_TRY(const auto response, list_page("", "", with_tags, "1"));
  EDIFY_TRY(const auto page, parse_listing_page(response.body));
  permissions.may_read_tags = with_tags;
  // A folder's placeholder may be the first; then a byte of the first document further on would have to be looked for.
  permissions.is_empty = page.objects.empty() && page.next_marker.empty();
  if (page.objects.empty()) return permissions;
  std::byte first{};
  EDIFY_TRY(const auto reader, open(page.objects.front()));
  const auto read = reader->read(0, {&first, 1});
  permissions.may_read = read.has_value() || read.error().reason == "changed" || read.error().reason == "vanished";
  return permissions;
}

}  // namespace edify::source::azure
