#include "store/qdrant/archive.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <set>

#include "store/qdrant/collection.h"
#include "store/qdrant/point.h"
#include "store/qdrant/scroll.h"

namespace edify::store::qdrant {
namespace {

namespace json = boost::json;
using Kind = Peer::Kind;

std::string path_of(const std::string& collection) {
  return fmt::format("/collections/{}", http::percent_encode(collection));
}

// Without what scrolling adds to it.
json::object stored(const json::value& point) {
  return {{"id", point.at("id")}, {"vector", point.at("vector")}, {"payload", point.at("payload")}};
}

}  // namespace

Result<std::uint64_t> write_points(Peer& peer, const std::string& collection, const TakeBytes& take) {
  std::uint64_t written = 0;
  EDIFY_CHECK(scroll(peer, path_of(collection), {{"with_payload", true}, {"with_vector", true}},
                     [&](const json::array& points) -> Result<void> {
                       std::string lines;
                       EDIFY_CHECK(read_answer([&]() -> Result<void> {
                         for (const auto& point : points) lines += json::serialize(stored(point)) + '\n';
                         return {};
                       }));
                       written += points.size();
                       return take(std::as_bytes(std::span(lines)));
                     }));
  return written;
}

Result<PointsReader> PointsReader::begin(Peer& peer, catalog::VersionRegister& versions, const Options& options) {
  EDIFY_TRY(const auto collection, prepare_collection(peer, options.collection, options.layout));
  return PointsReader(peer, versions, collection.name);
}

Result<void> PointsReader::append(std::span<const std::byte> bytes) {
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    rest_ += text.substr(0, end);
    text.remove_prefix(end + 1);
    EDIFY_CHECK(take_line(rest_));
    rest_.clear();
  }
  rest_ += text;
  return {};
}

Result<void> PointsReader::take_line(std::string_view line) {
  boost::system::error_code error;
  const auto point = json::parse(line, error);
  if (error) return fail(ErrorCode::unreadable, fmt::format("no point: {}", error.message()), "archive");
  EDIFY_TRY(const auto key, read_key(point));
  waiting_.emplace_back(number_of(key), line);
  if (waiting_.size() < points_at_once) return {};
  return upsert_waiting();
}

Result<void> PointsReader::upsert_waiting() {
  std::set<std::uint64_t> numbers;
  for (const auto& [number, point] : waiting_) numbers.insert(number);
  EDIFY_TRY(const auto current, versions_->find_numbers(std::vector(numbers.begin(), numbers.end())));
  numbers.clear();
  for (const auto& each : current) numbers.insert(each.number);
  std::string points;
  for (const auto& [number, point] : waiting_) {
    if (!numbers.contains(number)) continue;
    if (!points.empty()) points += ',';
    points += point;
    ++brought_[number];
  }
  waiting_.clear();
  if (points.empty()) return {};
  return peer_->perform({.method = http::Method::put,
                         .target = path_of(collection_) + "/points?wait=true&ordering=medium",
                         .body = fmt::format(R"({{"points":[{}]}})", points),
                         .kind = Kind::write});
}

Result<std::vector<catalog::PublishedVersion>> PointsReader::finish() {
  if (!rest_.empty()) return fail(ErrorCode::unreadable, "the points end within one", "archive");
  EDIFY_CHECK(upsert_waiting());
  std::vector<catalog::PublishedVersion> incomplete;
  EDIFY_CHECK(versions_->each([&](const catalog::PublishedVersion& each) {
    if (brought_[each.number] != each.chunks) incomplete.push_back(each);
    return true;
  }));
  return incomplete;
}

}  // namespace edify::store::qdrant
