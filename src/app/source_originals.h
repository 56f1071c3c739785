// Opens originals for the API: asks the ledger which source a document came from, and keeps each source open.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "api/originals.h"
#include "app/config.h"
#include "catalog/catalog.h"
#include "source/source.h"

namespace edify::app {

// Thread-safe. Configuration and catalog outlive it.
class SourceOriginals final : public api::Originals {
 public:
  SourceOriginals(const Config& config, catalog::Catalog& catalog) : config_(config), catalog_(catalog) {}
  // Ends what sources are doing.
  ~SourceOriginals() override { stop_.request_stop(); }

  Result<std::unique_ptr<RangeReader>> open(const store::ReadableDocument& document) override;

 private:
  Result<std::shared_ptr<source::Source>> source_of(const std::string& description);

  const Config& config_;
  catalog::Catalog& catalog_;
  std::stop_source stop_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<source::Source>> sources_;  // by description
};

}  // namespace edify::app
