// The body of an answer to POST /query: every field of the seed's answer, and the citation's page and boxes.
#pragma once

#include <chrono>
#include <string>

#include "model/principal.h"
#include "retrieve/retriever.h"

namespace edify::api {

// {results, query_time, total_results, user_role, cached}; query_time is the seconds since `arrived`.
std::string query_response_json(const retrieve::Retrieval& retrieval, Role role,
                                std::chrono::steady_clock::time_point arrived);

}  // namespace edify::api
