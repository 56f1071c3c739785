// Opens the source that a command names, or that a row of the ledger remembers.
#pragma once

#include <memory>
#include <string>

#include "app/config.h"
#include "base/error.h"
#include "source/source.h"

namespace edify::app {

// A source and the part of it that was asked for.
struct OpenedSource {
  std::unique_ptr<source::Source> source;
  std::string prefix;
};

// A folder's path or azure://CONTAINER[/PREFIX]. Errors: not_found, invalid_argument.
Result<OpenedSource> open_source(const Config& config, const std::string& name);

// The source that a ledger row names: Source::description() backwards. Errors: unavailable, invalid_argument.
Result<OpenedSource> reopen_source(const Config& config, const std::string& description);

}  // namespace edify::app
