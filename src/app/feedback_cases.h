// Judged questions, as `edify eval answers` reads them, out of answers that people rated. Nobody's name is in them.
#pragma once

#include <boost/json/object.hpp>
#include <optional>

#include "base/error.h"
#include "catalog/rated_answers.h"
#include "store/vector_store.h"

namespace edify::app {

// The source that a case is about: the one of the answer's first citation, and nothing for an answer without any.
// Errors: unreadable, where the outcome that was kept is not JSON.
Result<std::optional<catalog::SourceHandle>> cited_source(const catalog::RatedAnswer& rated);

// One line of the set. A good answer expects its own citation again: document, page and words. What only a person can
// judge has `to_judge` with the reason, and the evaluation leaves it out: a bad answer, a refusal, a follow-up, a
// citation whose document (`cited`, as it is now) has changed since or is gone. Errors: as cited_source.
Result<boost::json::object> case_of(const catalog::RatedAnswer& rated,
                                    const std::optional<store::ReadableDocument>& cited);

}  // namespace edify::app
