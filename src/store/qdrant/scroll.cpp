#include "store/qdrant/scroll.h"

#include <boost/json/serialize.hpp>
#include <utility>

namespace edify::store::qdrant {

Result<void> scroll(Peer& peer, const std::string& collection_path, boost::json::object request,
                    const std::function<Result<void>(const boost::json::array& points)>& take) {
  request["limit"] = points_at_once;
  while (true) {
    // With the patience of a write: who copies a collection waits for a restart.
    EDIFY_TRY(const auto page, peer.call({.target = collection_path + "/points/scroll",
                                          .body = boost::json::serialize(request),
                                          .kind = Peer::Kind::write}));
    const boost::json::array* points = nullptr;
    EDIFY_CHECK(read_answer([&]() -> Result<void> {
      points = &page.at("points").as_array();
      request["offset"] = page.at("next_page_offset");
      return {};
    }));
    EDIFY_CHECK(take(*points));
    if (request["offset"].is_null()) return {};
  }
}

}  // namespace edify::store::qdrant
