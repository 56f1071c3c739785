// What /chat and /conversations say about sources and answers, as JSON. Pure, thread-safe.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "answer/answerer.h"
#include "answer/passage.h"

namespace edify::api {

// One server-sent event: "event: NAME\ndata: JSON\n\n".
std::string event_text(std::string_view name, const boost::json::object& data);

// [{page, x0, y0, x1, y1}], in points from the page's top left.
boost::json::array boxes_json(const std::vector<Span>& lines);
boost::json::object source_json(const answer::Passage& passage, std::uint32_t n);
// Of the event `done`, but for ids and timings.
boost::json::object outcome_json(const answer::Outcome& outcome);

}  // namespace edify::api
