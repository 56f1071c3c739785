#include "api/content_route.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "api/body_stream.h"
#include "api/byte_range.h"
#include "api/document_routes.h"
#include "api/originals.h"
#include "api/problem.h"
#include "api/service.h"

namespace edify::api {
namespace {

constexpr std::size_t block_bytes = std::size_t{256} << 10U;

// Owned by the producer, which outlives the request.
struct Passage {
  std::unique_ptr<RangeReader> reader;
  ByteRange range;
  std::string block = {};  // what was read last: before the answer begins, its first one

  // So that what has changed or is away is told by the status.
  Result<void> read_first() {
    if (range.length == 0) return {};
    block.resize(static_cast<std::size_t>(std::min<std::uint64_t>(block_bytes, range.length)));
    EDIFY_TRY(const auto count, reader->read(range.first, std::as_writable_bytes(std::span(block))));
    if (count == 0) return fail(ErrorCode::conflict, "the original ended early", std::string(changed_reason));
    block.resize(count);
    return {};
  }

  Result<void> send(BodyStream& out) {
    if (!block.empty() && !out.write(block)) return {};  // the client has gone
    std::uint64_t sent = block.size();
    while (sent < range.length) {
      block.resize(static_cast<std::size_t>(std::min<std::uint64_t>(block_bytes, range.length - sent)));
      EDIFY_TRY(const auto count, reader->read(range.first + sent, std::as_writable_bytes(std::span(block))));
      if (count == 0) return fail(ErrorCode::conflict, "the original ended early", std::string(changed_reason));
      if (!out.write(std::string_view(block).substr(0, count))) return {};  // the client has gone
      sent += count;
    }
    return {};
  }
};

// RFC 6266: a plain name for old readers, the real one in UTF-8. No byte of it can end the header or the name.
std::string disposition(std::string_view kind, std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  std::string plain;
  std::string encoded;
  for (const char c : name) {
    const bool is_safe =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    plain += is_safe || c == ' ' ? c : '_';
    encoded += is_safe ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return fmt::format("{}; filename=\"{}\"; filename*=UTF-8''{}", kind, plain, encoded);
}

// What is not a PDF is never shown by a browser as this server's own page: neither its type nor its place allows it.
void describe(Response& response, const DocumentRecord& document) {
  const bool is_pdf = document.content_type == "application/pdf";
  response.content_type = is_pdf ? "application/pdf" : "application/octet-stream";
  response.headers.emplace_back("Content-Disposition", disposition(is_pdf ? "inline" : "attachment", document.path));
  response.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'self'");
  if (is_pdf) response.headers.emplace_back("X-Frame-Options", "SAMEORIGIN");
  response.headers.emplace_back("Accept-Ranges", "bytes");
}

Response refuse(const Error& error, const Request& request) {
  if (error.reason == changed_reason) {
    return problem(409, "the original has changed since it was read; its stored text can still be shown",
                   changed_reason, request.id);
  }
  return problem(503, "the original's source does not answer; its stored text can still be shown", source_away_reason,
                 request.id);
}

}  // namespace

Result<Response> answer_content(Service& service, const Request& request) {
  const Scope scope = access::ScopeIssuer::issue(*request.principal);
  EDIFY_TRY(const auto found, find_readable(service, request, scope));
  const DocumentRecord& document = found.document;
  const std::string tag = fmt::format("\"{}\"", document.content_hash.substr(0, 32));
  if (!request.if_match.empty() && !matches_strongly(request.if_match, tag)) {
    return problem(412, "the document is not the one that If-Match names", changed_reason, request.id);
  }
  auto* originals = service.dependencies().originals;
  if (originals == nullptr) return refuse(Error(ErrorCode::unavailable, "no sources are open", ""), request);
  auto reader = originals->open(found);
  if (!reader) return refuse(reader.error(), request);

  const std::uint64_t size = (*reader)->size();
  const bool same = request.if_range.empty() || matches_strongly(request.if_range, tag);
  const RangeChoice choice = choose_range(same ? request.range : std::string_view(), size);
  if (!choice.satisfiable) {
    Response response = problem(416, "the range begins behind the document's end", "range", request.id);
    response.headers.emplace_back("Content-Range", fmt::format("bytes */{}", size));
    return response;
  }
  Response response;
  describe(response, document);
  response.headers.emplace_back("ETag", tag);
  const ByteRange range = choice.range.value_or(ByteRange{0, size});
  if (choice.range) {
    response.status = 206;
    response.headers.emplace_back("Content-Range",
                                  fmt::format("bytes {}-{}/{}", range.first, range.first + range.length - 1, size));
  }
  auto passage = std::make_shared<Passage>(std::move(*reader), range);
  if (const auto begun = passage->read_first(); !begun) return refuse(begun.error(), request);
  response.stream =
      StreamedBody{.produce = [passage](BodyStream& out) { return passage->send(out); }, .length = range.length};
  response.disclosure = Disclosure{*request.principal, scope.fingerprint(), {document.id}, {}};
  return response;
}

}  // namespace edify::api
