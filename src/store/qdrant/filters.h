// Qdrant's filters as JSON: what a Scope allows and of it what is selected, and the points of a document. Pure
// functions, thread-safe.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string_view>

#include "model/scope.h"
#include "store/vector_store.h"

namespace edify::store::qdrant {

// The whole Scope. Points get a module when they are published, so staged ones never match.
boost::json::object filter_of(const Scope& scope, const Selection& selection = {});
// The chunks of one version of a document.
boost::json::object filter_of_version(std::string_view document_id, std::uint64_t number);
// The same, but for points that were placed by a later row of the outbox.
boost::json::object filter_of_unplaced(std::string_view document_id, std::uint64_t number, std::uint64_t sequence);
// The chunks of the document's versions up to `last`, but for those of `kept` (0: none is kept).
boost::json::object filter_of_others(std::string_view document_id, std::uint64_t last, std::uint64_t kept);

}  // namespace edify::store::qdrant
