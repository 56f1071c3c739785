#include "source/azure/event_message.h"

#include <boost/json.hpp>
#include <optional>

#include "base/base64.h"
#include "http/url.h"

namespace edify::source::azure {
namespace {

namespace json = boost::json;
using Kind = PathChange::Kind;

std::unexpected<Error> not_an_event(std::string_view why) {
  return fail(ErrorCode::unreadable, "a message of the event queue is no event: " + std::string(why), "bad_event");
}

std::string_view text_in(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(json::string_view(key.data(), key.size()));
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

// "/blobServices/default/containers/NAME/blobs/PATH", where the path is as it is.
std::optional<std::string> path_in_subject(std::string_view subject, std::string_view container) {
  const std::string start = "/blobServices/default/containers/" + std::string(container) + "/blobs/";
  if (!subject.starts_with(start) || subject.size() == start.size()) return std::nullopt;
  return std::string(subject.substr(start.size()));
}

// "https://ACCOUNT.dfs.core.windows.net/NAME/PATH", where the path is percent-encoded.
std::optional<std::string> path_in_url(std::string_view url, std::string_view container) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const auto slash = url.find('/', scheme + 3);
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string start = "/" + std::string(container) + "/";
  const auto path = url.substr(slash);
  if (!path.starts_with(start) || path.size() == start.size()) return std::nullopt;
  return http::percent_decode(path.substr(start.size()));
}

void add(std::vector<PathChange>& changes, Kind kind, std::optional<std::string> path) {
  if (path) changes.push_back({kind, std::move(*path)});
}

Result<void> read_event(const json::value& event, std::string_view container, std::vector<PathChange>& changes) {
  if (!event.is_object()) return not_an_event("it is no JSON object");
  const auto& object = event.get_object();
  auto type = text_in(object, "eventType");
  if (type.empty()) type = text_in(object, "type");  // CloudEvents
  if (type.empty()) return not_an_event("it has no type");
  const auto subject = text_in(object, "subject");
  if (type == "Microsoft.Storage.BlobCreated") {
    add(changes, Kind::written, path_in_subject(subject, container));
  } else if (type == "Microsoft.Storage.BlobDeleted") {
    add(changes, Kind::removed, path_in_subject(subject, container));
  } else if (type == "Microsoft.Storage.BlobRenamed") {
    const auto* data = object.if_contains("data");
    if (data == nullptr || !data->is_object()) return not_an_event("a renamed blob without its names");
    add(changes, Kind::removed, path_in_url(text_in(data->get_object(), "sourceUrl"), container));
    add(changes, Kind::written, path_in_url(text_in(data->get_object(), "destinationUrl"), container));
  }
  return {};
}

}  // namespace

Result<std::vector<PathChange>> parse_event_message(std::string_view text, std::string_view container) {
  const auto decoded = base64_decode(text);
  const std::string_view plain = decoded ? std::string_view(*decoded) : text;
  json::error_code error;
  const auto value = json::parse(json::string_view(plain.data(), plain.size()), error);
  if (error) return not_an_event("it is no JSON");
  std::vector<PathChange> changes;
  if (!value.is_array()) {
    EDIFY_CHECK(read_event(value, container, changes));
    return changes;
  }
  for (const auto& event : value.get_array()) EDIFY_CHECK(read_event(event, container, changes));
  return changes;
}

}  // namespace edify::source::azure
