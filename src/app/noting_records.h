// Records that a person can end, each ending noted first (backup/ending.h), so that a restored backup does not bring
// back what somebody ended. Whoever opens such records gets them so where there are backups (wiring.cpp): no caller can
// forget to note. Thread-safe, as what they wrap is.
#pragma once

#include <memory>

#include "app/backup_wiring.h"
#include "catalog/access_register.h"
#include "catalog/collections.h"
#include "catalog/conversations.h"
#include "catalog/shares.h"

namespace edify::app {

// Each answers `records` itself where `notes` is nothing.
std::unique_ptr<catalog::AccessRegister> noting(std::unique_ptr<catalog::AccessRegister> records,
                                                std::shared_ptr<EndingNotes> notes);
std::unique_ptr<catalog::Conversations> noting(std::unique_ptr<catalog::Conversations> records,
                                               std::shared_ptr<EndingNotes> notes);
std::unique_ptr<catalog::Collections> noting(std::unique_ptr<catalog::Collections> records,
                                             std::shared_ptr<EndingNotes> notes);
std::unique_ptr<catalog::Shares> noting(std::unique_ptr<catalog::Shares> records, std::shared_ptr<EndingNotes> notes);

}  // namespace edify::app
