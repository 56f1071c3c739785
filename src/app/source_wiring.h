// Opens the source that a command names, or that a row of the ledger remembers.
#pragma once

#include <memory>
#include <stop_token>
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

// A folder's path or azure://CONTAINER[/PREFIX]; nothing is sent yet. A stop request ends what the source is doing.
// Errors: not_found, invalid_argument.
Result<OpenedSource> open_source(const Config& config, const std::string& name, std::stop_token stop = {});

// The source that a ledger row names: Source::description() backwards. Errors: unavailable, invalid_argument.
Result<OpenedSource> reopen_source(const Config& config, const std::string& description, std::stop_token stop = {});

}  // namespace edify::app
