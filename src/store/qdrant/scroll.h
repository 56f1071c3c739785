// Reads the points of a collection page by page.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <string>

#include "base/error.h"
#include "store/qdrant/peer.h"

namespace edify::store::qdrant {

// A point takes 10 KB on the wire.
inline constexpr std::size_t points_at_once = 128;

// Hands on the points that `request` (the body of …/points/scroll without limit and offset) asks for, some at a time,
// by their ids; what is written meanwhile may be among them or not. Errors: those of Peer::call and of `take`.
Result<void> scroll(Peer& peer, const std::string& collection_path, boost::json::object request,
                    const std::function<Result<void>(const boost::json::array& points)>& take);

}  // namespace edify::store::qdrant
