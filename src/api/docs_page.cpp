#include "api/docs_page.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <string_view>

#include "api/service.h"

namespace edify::api {
namespace {

constexpr std::string_view style = R"css(
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
h2 { margin: 2.5rem 0 .25rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 1.15rem; }
h3 { margin: 1.25rem 0 .25rem; font-size: 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .92em; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); border-radius: .4rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
.verb { font-weight: 700; }
.who { opacity: .75; }
.scroll { overflow-x: auto; }
)css";

// Builds with textContent only: whatever the description says is shown, never run.
constexpr std::string_view script = R"js(
'use strict';
const main = document.querySelector('main');
function add(parent, tag, text, className) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (className) element.className = className;
  return parent.appendChild(element);
}
function typeName(schema) {
  if (schema.$ref) return schema.$ref.split('/').pop();
  const types = [].concat(schema.type || 'any').filter(type => type !== 'null').join(' or ');
  return schema.items ? 'list of ' + typeName(schema.items) : types;
}
function rules(schema) {
  const found = [];
  if (schema.enum) found.push('one of ' + schema.enum.filter(value => value !== null).join(', '));
  if (schema.minLength) found.push(schema.minLength + '-' + schema.maxLength + ' characters');
  if (schema.maximum) found.push(schema.minimum + '-' + schema.maximum);
  if (schema.default !== undefined) found.push('default ' + schema.default);
  return found.join('; ');
}
function table(parent, caption, headings, rows) {
  add(parent, 'h3', caption);
  const grid = add(add(parent, 'div', '', 'scroll'), 'table');
  const head = add(add(grid, 'thead'), 'tr');
  for (const heading of headings) add(head, 'th', heading).scope = 'col';
  const body = add(grid, 'tbody');
  for (const cells of rows) {
    const row = add(body, 'tr');
    cells.forEach((cell, column) => column ? add(row, 'td', cell) : add(add(row, 'td'), 'code', cell));
  }
}
function schemaTable(parent, caption, schema) {
  const required = schema.required || [];
  const rows = Object.entries(schema.properties || {}).map(([name, field]) =>
    [name, typeName(field) + (required.includes(name) ? ', required' : ''),
     [field.description, rules(field)].filter(Boolean).join('. ')]);
  table(parent, caption, ['Field', 'Type', 'Meaning'], rows);
}
function schemaOf(document, content) {
  const reference = Object.values(content)[0].schema.$ref;
  return reference && [reference.split('/').pop(), document.components.schemas[reference.split('/').pop()]];
}
function show(document) {
  add(main, 'p', document.info.description);
  add(main, 'p', 'Version ' + document.info.version, 'who');
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [verb, operation] of Object.entries(item)) {
      const section = add(main, 'section');
      const heading = add(section, 'h2');
      add(heading, 'span', verb.toUpperCase() + ' ', 'verb');
      add(heading, 'code', path);
      add(section, 'p', operation.summary);
      const needsToken = operation.security.length === 1;
      add(section, 'p', needsToken ? 'Needs Authorization: Bearer <token>' : 'Open', 'who');
      if (operation.requestBody) {
        const [name, schema] = schemaOf(document, operation.requestBody.content);
        schemaTable(section, 'Request: ' + name, schema);
        if (schema.examples) add(section, 'pre', JSON.stringify(schema.examples[0], null, 2));
      }
      table(section, 'Answers', ['Status', 'Meaning', 'Body'],
        Object.entries(operation.responses).map(([status, answer]) => {
          const found = schemaOf(document, answer.content);
          return [status, answer.description, found ? found[0] : 'HTML'];
        }));
    }
  }
  add(main, 'h2', 'Schemas');
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    if (schema.properties) schemaTable(main, name, schema);
  }
}
fetch('/openapi.json').then(answer => answer.json()).then(show)
  .catch(() => add(main, 'p', 'The description could not be read; reload the page.'));
)js";

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
  page.html = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Edify API</title>\n"
      "<link rel=\"icon\" href=\"data:,\">\n<style>{}</style>\n</head>\n<body>\n<main>\n<h1>Edify API</h1>\n"
      "<p><a href=\"/openapi.json\">openapi.json</a></p>\n<noscript>This page needs JavaScript; the description is "
      "openapi.json.</noscript>\n</main>\n<script>{}</script>\n</body>\n</html>\n",
      style, script);
  page.content_security_policy = fmt::format(
      "default-src 'none'; script-src {}; style-src {}; connect-src 'self'; img-src data:; base-uri 'none'; "
      "form-action 'none'; frame-ancestors 'none'",
      hash_source(script), hash_source(style));
  return page;
}

Result<Response> answer_docs(Service& service, const Request&) {
  const DocsPage& page = service.docs_page();
  Response response{.status = 200, .content_type = "text/html; charset=utf-8", .body = page.html, .headers = {}};
  response.headers.emplace_back("Content-Security-Policy", page.content_security_policy);
  return response;
}

}  // namespace edify::api
