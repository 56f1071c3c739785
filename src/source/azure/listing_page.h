// One page of List Blobs: the service's XML as objects. The XML comes from a peer and is treated as hostile.
// Protocol: https://learn.microsoft.com/rest/api/storageservices/list-blobs
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/document.h"

namespace edify::source::azure {

struct ListingPage {
  std::vector<SourceObject> objects;  // documents only: no folders, no snapshots, nothing deleted
  std::string next_marker;            // "" : the last page
};

// Pure. Errors: unavailable (bad_listing) where it is no such XML or an entry lacks its name, size or ETag: half a
// listing is none.
Result<ListingPage> parse_listing_page(std::string_view xml);

// The ETag without its quotes, which listings and headers disagree about.
std::string_view without_quotes(std::string_view etag);

}  // namespace edify::source::azure
