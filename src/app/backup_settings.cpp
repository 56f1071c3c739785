// The keys of section `backup`.
#include "app/backup_settings.h"

#include "app/setting.h"

namespace edify::app {
namespace {

Result<void> set_destination(Config& config, const std::string& value) {
  config.backup.to = value;
  return {};
}

Result<void> set_key_file(Config& config, const std::string& value) {
  config.backup.key_file = value;
  return {};
}

Apply kept(std::uint32_t backup::Retention::*field) {
  return [=](Config& config, const std::string& value) -> Result<void> {
    constexpr std::uint32_t most = 1000;
    EDIFY_TRY(config.backup.keep.*field, parse_number<std::uint32_t>(value, 0, most));
    return {};
  };
}

}  // namespace

std::vector<Setting> backup_settings() {
  using backup::Retention;
  return {{"backup.to", "EDIFY_BACKUP_TO", "", set_destination},
          {"backup.key_file", "EDIFY_BACKUP_KEY_FILE", "", set_key_file},
          {"backup.keep_daily", "EDIFY_BACKUP_KEEP_DAILY", "", kept(&Retention::daily)},
          {"backup.keep_weekly", "EDIFY_BACKUP_KEEP_WEEKLY", "", kept(&Retention::weekly)},
          {"backup.keep_monthly", "EDIFY_BACKUP_KEEP_MONTHLY", "", kept(&Retention::monthly)}};
}

}  // namespace edify::app
