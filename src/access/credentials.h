// What a request brings to say who asks, as it came. Views; they live as long as the request.
#pragma once

#include <string_view>

namespace edify::access {

struct Credentials {
  std::string_view authorization = {};  // the header field
  std::string_view api_key = {};        // X-API-Key
  std::string_view cookie = {};         // the header field: every cookie of the request
  // What a browser says about the page that the request comes from; counts where a cookie authenticates.
  bool changes_state = false;        // any method but GET, HEAD and OPTIONS
  std::string_view origin = {};      // Origin
  std::string_view fetch_site = {};  // Sec-Fetch-Site
};

}  // namespace edify::access
