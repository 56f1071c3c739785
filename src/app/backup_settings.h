// Where backups go and how many are kept: section `backup`.
#pragma once

#include <filesystem>
#include <string>

#include "backup/retention.h"

namespace edify::app {

struct BackupSettings {
  std::string to;                  // a folder, or azure://CONTAINER[/PREFIX]; empty: there are no backups
  std::filesystem::path key_file;  // 64 hexadecimal digits, 0600; kept in a vault too
  backup::Retention keep;
};

}  // namespace edify::app
