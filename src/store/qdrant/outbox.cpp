#include "store/qdrant/outbox.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <condition_variable>
#include <vector>

#include "base/log.h"
#include "store/qdrant/filters.h"
#include "store/qdrant/point.h"

namespace edify::store::qdrant {
namespace {

namespace json = boost::json;

constexpr std::size_t rows_at_once = 100;

}  // namespace

Outbox::Outbox(Peer& peer, catalog::VersionRegister& versions, const Options& options)
    : peer_(peer),
      versions_(versions),
      collection_(http::percent_encode(options.collection)),
      interval_(options.outbox_interval),
      age_(options.outbox_age) {
  if (options.follows_outbox) thread_ = std::jthread([this](const std::stop_token& stop) { follow(stop); });
}

Result<void> Outbox::finish(const catalog::OutboxRow& row, const std::stop_token& stop) {
  // Read after the row was written, so what is done is never older than the row.
  EDIFY_TRY(const auto found, versions_.find(std::span(&row.document_id, 1)));
  json::array operations;
  std::uint64_t current = 0;
  if (!found.empty()) {
    current = found.front().number;
    operations.push_back(json::object{{"set_payload",
                                       {{"payload", placement_payload(found.front().document, row.sequence)},
                                        {"filter", filter_of_unplaced(row.document_id, current, row.sequence)}}}});
  }
  operations.push_back(json::object{{"delete", {{"filter", filter_of_others(row.document_id, row.number, current)}}}});
  EDIFY_CHECK(peer_.call({.target = fmt::format("/collections/{}/points/batch?wait=true&ordering=medium", collection_),
                          .body = json::serialize(json::object{{"operations", std::move(operations)}}),
                          .kind = Peer::Kind::write},
                         stop));
  return versions_.settle(row.sequence);
}

Result<std::size_t> Outbox::finish_pending(UnixSeconds created_until, const std::stop_token& stop) {
  std::size_t finished = 0;
  while (!stop.stop_requested()) {
    EDIFY_TRY(const auto rows, versions_.pending(created_until, rows_at_once));
    for (const auto& row : rows) {
      EDIFY_CHECK(finish(row, stop));
      ++finished;
    }
    if (rows.size() < rows_at_once) break;
  }
  return finished;
}

Result<void> Outbox::finish_left_over() {
  const std::lock_guard lock(first_mutex_);
  if (has_begun_) return {};
  EDIFY_TRY(const std::size_t finished, finish_pending(unix_now()));
  if (finished > 0) log::info("finished what {} earlier writes left undone in Qdrant", finished);
  has_begun_ = true;
  return {};
}

void Outbox::follow(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  // At once what was left before this process began, then what others leave.
  auto created_until = unix_now();
  while (!stop.stop_requested()) {
    const auto finished = finish_pending(created_until, stop);
    if (!finished) log::warn("the outbox waits: {}", finished.error().message);
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, interval_, [] { return false; });
    created_until = unix_now() - age_;
  }
}

}  // namespace edify::store::qdrant
