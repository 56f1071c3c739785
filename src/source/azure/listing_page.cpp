#include "source/azure/listing_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <pugixml.hpp>

#include "http/date.h"
#include "http/url.h"

namespace edify::source::azure {
namespace {

std::unexpected<Error> bad_listing(std::string_view why) {
  return fail(
      ErrorCode::unavailable,
      fmt::format("the listing that the storage account sent is not usable: {}; nothing is concluded from it", why),
      "bad_listing");
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return size;
}

// With its namespace's word for "yes".
bool is_true(const pugi::xml_node& node) { return std::strcmp(node.text().get(), "true") == 0; }

bool is_folder(const pugi::xml_node& blob) {
  const auto properties = blob.child("Properties");
  if (std::strcmp(properties.child("ResourceType").text().get(), "directory") == 0) return true;
  return std::ranges::any_of(blob.child("Metadata").children(), [](const pugi::xml_node& each) {
    std::string name(each.name());
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name == "hdi_isfolder" && is_true(each);
  });
}

bool is_document(const pugi::xml_node& blob) {
  return !is_true(blob.child("Deleted")) && !blob.child("Snapshot") && !is_folder(blob);
}

// A name that XML can not hold comes percent-encoded, with an attribute that says so.
std::string decoded_name(const pugi::xml_node& name) {
  const std::string text = name.text().get();
  return std::strcmp(name.attribute("Encoded").value(), "true") == 0 ? http::percent_decode(text) : text;
}

std::map<std::string, std::string> metadata_of(const pugi::xml_node& blob) {
  std::map<std::string, std::string> out;
  for (const auto& each : blob.child("Metadata").children()) {
    if (*each.name() != '\0') out[each.name()] = each.text().get();
  }
  for (const auto& tag : blob.child("Tags").child("TagSet").children("Tag")) {
    out[fmt::format("tag:{}", tag.child("Key").text().get())] = tag.child("Value").text().get();
  }
  return out;
}

Result<SourceObject> object_of(const pugi::xml_node& blob) {
  const auto properties = blob.child("Properties");
  const auto property = [&](const char* name) { return std::string(properties.child(name).text().get()); };
  SourceObject object;
  object.path = decoded_name(blob.child("Name"));
  const auto size = parse_size(property("Content-Length"));
  auto etag = property("Etag");
  if (etag.empty()) etag = property("ETag");
  object.etag = without_quotes(etag);
  if (object.path.empty() || !size || object.etag.empty()) {
    return bad_listing("an entry lacks its name, its size or its ETag");
  }
  object.size = *size;
  object.content_type = property("Content-Type");
  object.content_md5 = property("Content-MD5");
  if (const auto date = http::parse_date(property("Last-Modified"))) object.last_modified = *date;
  object.metadata = metadata_of(blob);
  return object;
}

}  // namespace

Result<ListingPage> parse_listing_page(std::string_view xml) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata_single,
                                           pugi::encoding_utf8);
  if (!parsed) return bad_listing(parsed.description());
  const auto results = document.child("EnumerationResults");
  const auto blobs = results.child("Blobs");
  if (!blobs) return bad_listing("it has no list of blobs");
  // Written at the end of every page; without it the rest may be missing.
  if (!results.child("NextMarker")) return bad_listing("it has no end");
  ListingPage page;
  for (const auto& blob : blobs.children("Blob")) {
    if (!is_document(blob)) continue;
    EDIFY_TRY(auto object, object_of(blob));
    page.objects.push_back(std::move(object));
  }
  page.next_marker = results.child("NextMarker").text().get();
  return page;
}

std::string_view without_quotes(std::string_view etag) {
  if (etag.size() >= 2 && etag.starts_with('"') && etag.ends_with('"')) return etag.substr(1, etag.size() - 2);
  return etag;
}

}  // namespace edify::source::azure
