#include "api/web_app.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "api/service.h"
#include "base/hash.h"

namespace edify::api {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view page_path = "/index.html";

struct Type {
  std::string_view extension;
  std::string_view content_type;
};

constexpr std::array types = {Type{".html", "text/html; charset=utf-8"},
                              Type{".js", "text/javascript; charset=utf-8"},
                              Type{".mjs", "text/javascript; charset=utf-8"},
                              Type{".css", "text/css; charset=utf-8"},
                              Type{".json", "application/json"},
                              Type{".webmanifest", "application/manifest+json"},
                              Type{".svg", "image/svg+xml"},
                              Type{".png", "image/png"},
                              Type{".ttf", "font/ttf"},
                              Type{".wasm", "application/wasm"}};

// The page runs its own scripts and styles and asks its own server, nothing else. Wasm decodes JPEG 2000 in PDFs;
// blob: and data: are the pictures that pdf.js makes of a PDF's own.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";
// A worker has the policy that its script came with.
constexpr std::string_view script_policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";
constexpr std::string_view file_policy = "default-src 'none'; frame-ancestors 'none'";

std::string_view type_of(const fs::path& file) {
  const auto extension = file.extension().string();
  const auto* found = std::ranges::find(types, extension, &Type::extension);
  return found == types.end() ? "application/octet-stream" : found->content_type;
}

std::string_view policy_of(std::string_view content_type) {
  if (content_type.starts_with("text/html")) return page_policy;
  return content_type.starts_with("text/javascript") ? script_policy : file_policy;
}

Result<std::string> read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (stream.bad() || !stream.is_open()) {
    return fail(ErrorCode::unreadable, fmt::format("{} of the web app can not be read; build it again", file.string()));
  }
  return bytes;
}

// Empty where the build found that packing does not pay.
Result<std::string> read_packed(fs::path file, std::string_view extension) {
  file += extension;
  std::error_code error;
  if (!fs::exists(file, error)) return std::string();
  return read_file(file);
}

Result<WebFile> read_web_file(const fs::path& file, std::string_view path) {
  constexpr std::size_t etag_digits = 32;
  WebFile web_file;
  web_file.content_type = type_of(file);
  web_file.content_security_policy = policy_of(web_file.content_type);
  Asset& asset = web_file.asset;
  EDIFY_TRY(asset.body, read_file(file));
  EDIFY_TRY(asset.gzip, read_packed(file, ".gz"));
  EDIFY_TRY(asset.brotli, read_packed(file, ".br"));
  asset.etag = "\"" + sha256_hex(asset.body).substr(0, etag_digits) + "\"";
  // Names in assets/ hold a hash or a version of their content.
  if (path.starts_with("/assets/")) asset.cache_control = "public, max-age=31536000, immutable";
  return web_file;
}

bool is_packed(const fs::path& file) { return file.extension() == ".gz" || file.extension() == ".br"; }

}  // namespace

Result<WebApp> WebApp::load(const fs::path& folder) {
  WebApp app;
  std::error_code error;
  for (fs::recursive_directory_iterator each(folder, error), end; !error && each != end; each.increment(error)) {
    if (!each->is_regular_file(error) || is_packed(each->path())) continue;
    const std::string path = "/" + each->path().lexically_relative(folder).generic_string();
    EDIFY_TRY(auto file, read_web_file(each->path(), path));
    app.files_.emplace(path, std::move(file));
  }
  if (app.files_.contains(page_path)) return app;
  return fail(ErrorCode::not_found,
              fmt::format("there is no web app in {}: web.assets is the folder that its build made", folder.string()));
}

const WebFile* WebApp::find(std::string_view path) const {
  const bool is_page = path == "/" || path == "/app" || path.starts_with("/app/") || path.starts_with("/shared/");
  const auto found = files_.find(is_page ? page_path : path);
  return found == files_.end() ? nullptr : &found->second;
}

Result<Response> answer_web_file(Service& service, const Request& request) {
  const WebApp* app = service.dependencies().web_app;
  const WebFile* file = app == nullptr ? nullptr : app->find(request.path);
  if (file == nullptr)
    return fail(ErrorCode::not_found, "there is nothing here; /docs lists what there is", "not_found");
  Response response;
  response.content_type = file->content_type;
  response.asset = &file->asset;
  response.headers.emplace_back("Content-Security-Policy", file->content_security_policy);
  return response;
}

}  // namespace edify::api
