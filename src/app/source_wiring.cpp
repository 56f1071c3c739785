#include "app/source_wiring.h"

#include <fmt/format.h>

#include <filesystem>
#include <string_view>
#include <utility>

#include "source/folder/folder_source.h"

namespace edify::app {
namespace {

constexpr std::string_view folder_scheme = "folder:";
constexpr std::string_view azure_scheme = "azure://";

Error azure_is_not_here_yet() {
  return {ErrorCode::unsupported_format,
          "azure:// sources are not in this release; name a folder that holds the documents", "no_azure"};
}

}  // namespace

Result<OpenedSource> open_source(const Config&, const std::string& name) {
  if (name.starts_with(azure_scheme)) return std::unexpected(azure_is_not_here_yet());
  EDIFY_TRY(auto location, source::locate_container(name));
  return OpenedSource{std::make_unique<source::FolderSource>(std::move(location.container)),
                      std::move(location.prefix)};
}

Result<OpenedSource> reopen_source(const Config&, const std::string& description) {
  if (!description.starts_with(folder_scheme)) return std::unexpected(azure_is_not_here_yet());
  const std::filesystem::path container = description.substr(folder_scheme.size());
  std::error_code error;
  if (!std::filesystem::is_directory(container, error)) {
    return fail(ErrorCode::unavailable,
                fmt::format("the folder {} that the ledger names is not there", container.string()));
  }
  return OpenedSource{std::make_unique<source::FolderSource>(container), ""};
}

}  // namespace edify::app
