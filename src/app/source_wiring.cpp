#include "app/source_wiring.h"

#include <fmt/format.h>

#include <filesystem>
#include <string_view>
#include <utility>

#include "source/azure/azure_source.h"
#include "source/folder/folder_source.h"

namespace edify::app {
namespace {

constexpr std::string_view folder_scheme = "folder:";
constexpr std::string_view azure_scheme = "azure://";

constexpr std::string_view azure_description = "azure:";

Result<OpenedSource> open_azure(const Config& config, std::string_view place, std::stop_token stop) {
  const auto slash = place.find('/');
  const std::string container(place.substr(0, slash));
  EDIFY_TRY(auto source, source::azure::AzureSource::open(config.azure, container, std::move(stop)));
  return OpenedSource{std::move(source), slash == std::string_view::npos ? "" : std::string(place.substr(slash + 1))};
}

// Only with the same account as then: a key must not go to another address because a row of the ledger says so.
Result<OpenedSource> reopen_azure(const Config& config, const std::string& description, std::stop_token stop) {
  EDIFY_TRY(auto opened, open_azure(config, description.substr(description.rfind('/') + 1), std::move(stop)));
  if (opened.source->description() == description) return opened;
  return fail(ErrorCode::unavailable,
              fmt::format("the ledger names {}, but the credentials are those of {}; set the account's own",
                          description.substr(azure_description.size()),
                          opened.source->description().substr(azure_description.size())),
              std::string(source::unreachable_reason));
}

}  // namespace

Result<OpenedSource> open_source(const Config& config, const std::string& name, std::stop_token stop) {
  if (name.starts_with(azure_scheme)) return open_azure(config, name.substr(azure_scheme.size()), std::move(stop));
  EDIFY_TRY(auto location, source::locate_container(name));
  return OpenedSource{std::make_unique<source::FolderSource>(std::move(location.container)),
                      std::move(location.prefix)};
}

Result<OpenedSource> reopen_source(const Config& config, const std::string& description, std::stop_token stop) {
  if (description.starts_with(azure_description)) return reopen_azure(config, description, std::move(stop));
  if (!description.starts_with(folder_scheme)) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("the ledger names the source {}, of a kind that is not known", description));
  }
  const std::filesystem::path container = description.substr(folder_scheme.size());
  std::error_code error;
  if (!std::filesystem::is_directory(container, error)) {
    return fail(ErrorCode::unavailable,
                fmt::format("the folder {} that the ledger names is not there", container.string()));
  }
  return OpenedSource{std::make_unique<source::FolderSource>(container), ""};
}

}  // namespace edify::app
