// The web app as the configuration has it: where its files are, and whether the demo may be on.
#pragma once

#include <optional>

#include "api/web_app.h"
#include "app/config.h"
#include "base/error.h"

namespace edify::app {

// The app of web.assets; left out, the one in `web` beside the program or in ../share/edify/web, and nothing where
// there is none. Errors: those of api::WebApp::load.
Result<std::optional<api::WebApp>> load_web_app(const Config& config);

// Errors: invalid_argument where web.demo is on and strangers could reach it.
Result<void> check_demo(const Config& config);

}  // namespace edify::app
