// What a route can answer, as OpenAPI says it: the one place that knows which statuses follow from which policy.
// Pure, thread-safe.
#pragma once

#include <boost/json/object.hpp>
#include <vector>

namespace edify::api {

struct Route;

// Every status but success that `route` can answer, ascending.
std::vector<unsigned> failures_of(const Route& route);

// The `responses` of its operation: success in full, failures by reference to the components.
boost::json::object responses_of(const Route& route);

// components/responses and components/headers, which responses_of() refers to.
boost::json::object response_components();
boost::json::object header_components();

}  // namespace edify::api
