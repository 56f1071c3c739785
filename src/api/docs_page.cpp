#include "api/docs_page.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <string_view>

#include "api/docs_page_text.h"
#include "api/service.h"

namespace edify::api {
namespace {

// A source expression of CSP: 'sha256-<base64 of the element's exact text>'.
std::string hash_source(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 4 * ((SHA256_DIGEST_LENGTH + 2) / 3) + 1> base64{};
  EVP_EncodeBlock(base64.data(), digest.data(), digest.size());
  return fmt::format("'sha256-{}'", reinterpret_cast<const char*>(base64.data()));
}

}  // namespace

DocsPage make_docs_page() {
  DocsPage page;
  page.html = make_asset(fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Edify API</title>\n"
      "<link rel=\"icon\" href=\"data:,\">\n<style>{}</style>\n</head>\n<body>\n"
      "<nav aria-label=\"Routes and schemas\"></nav>\n<main>\n<h1>Edify API</h1>\n<noscript>This page needs "
      "JavaScript; "
      "the description itself is <a href=\"/openapi.json\">openapi.json</a>.</noscript>\n</main>\n"
      "<script>{}</script>\n</body>\n</html>\n",
      docs_style, docs_script));
  page.content_security_policy = fmt::format(
      "default-src 'none'; script-src {}; style-src {}; connect-src 'self'; img-src data:; base-uri 'none'; "
      "form-action 'none'; frame-ancestors 'none'",
      hash_source(docs_script), hash_source(docs_style));
  return page;
}

Result<Response> answer_docs(Service& service, const Request&) {
  const DocsPage& page = service.docs_page();
  Response response;
  response.content_type = "text/html; charset=utf-8";
  response.asset = &page.html;
  response.headers.emplace_back("Content-Security-Policy", page.content_security_policy);
  return response;
}

}  // namespace edify::api
