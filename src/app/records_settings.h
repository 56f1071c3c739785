// What is kept about people and for how long. Plain values.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace edify::app {

struct RecordsSettings {
  bool audit_questions = false;  // keep the text of questions beside the audit trail
  // How long each kind of record is kept; 0: for ever.
  std::chrono::days audit{365};
  std::chrono::days questions{30};
  std::chrono::days ingest_runs{90};
  std::chrono::days feedback{365};       // ratings and surveys
  std::chrono::days conversations{365};  // since they were last added to
  std::vector<std::string> waived = {};  // checks of `doctor --production` that are answered for elsewhere
};

}  // namespace edify::app
