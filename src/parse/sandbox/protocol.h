// What the parse worker and its parent say to each other over a Unix socket. Pure functions, thread-safe.
//
//   parent                                       worker
//   confine (policy)                     →                                          first, and once
//                                        ←       ready (confinement) | failed (error)
//   parse (options, size)                →
//                                        ←       read_range (offset, length)        any number of times
//   bytes | read_failed (error)          →
//                                        ←       page (number; 0: none)             when work on it begins
//                                        ←       scans (pages)                      once: to be read from pictures
//                                        ←       want_page (number)                 for each of them, in order
//   page_text | read_page (number)       →
//                                        ←       page_read (number, text)           after read_page
//                                        ←       elements (a batch)                 any number of times
//                                        ←       done (document facts) | failed (error)
//   help (options, size)                 →                                          with another worker's document
//   read_page (number; 0: enough)        →
//                                        ←       read_range, any number of times
//                                        ←       page_read (number, text; empty: could not)
//
// A frame is its payload's length (4 bytes), its type (1 byte), the payload. The worker handles hostile documents
// and may have been taken over, so each decoder here validates every length, enumeration, offset and text, answers an
// Error (internal, "protocol") for what its encoder can not make, and allocates in proportion to the payload only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/element.h"
#include "parse/parser.h"
#include "parse/sandbox/sandbox_policy.h"

namespace edify::parse {

enum class FrameType : std::uint8_t {
  parse = 1,
  bytes = 2,
  read_failed = 3,
  confine = 4,
  help = 5,
  read_page = 6,
  page_text = 7,
  read_range = 16,
  elements = 17,
  done = 18,
  failed = 19,
  page = 20,
  ready = 21,
  scans = 22,
  want_page = 23,
  page_read = 24,
};

inline constexpr std::size_t frame_header_bytes = 5;
inline constexpr std::uint32_t max_frame_bytes = 64U << 20;
inline constexpr std::uint32_t max_range_bytes = 1U << 20;
// A batch of elements is sent when it has grown beyond this.
inline constexpr std::size_t batch_bytes = 1U << 20;

struct FrameHeader {
  FrameType type = FrameType::parse;
  std::uint32_t payload_bytes = 0;
};

struct ParseRequest {
  ParseOptions options;
  std::uint64_t size = 0;  // of the document, bytes
};

struct RangeRequest {
  std::uint64_t offset = 0;
  std::uint32_t length = 0;  // 1 … max_range_bytes
};

std::string encode_header(const FrameHeader& header);
Result<FrameHeader> decode_header(std::string_view bytes);

std::string encode(const SandboxPolicy& policy);
Result<SandboxPolicy> decode_policy(std::string_view payload);

std::string encode(const Confinement& confinement);
Result<Confinement> decode_confinement(std::string_view payload);

std::string encode(const ParseRequest& request);
Result<ParseRequest> decode_parse_request(std::string_view payload);

std::string encode(const RangeRequest& request);
Result<RangeRequest> decode_range_request(std::string_view payload);

std::string encode_page(std::uint32_t page);
Result<std::uint32_t> decode_page(std::string_view payload);

// Of a document, ascending, from 1.
std::string encode_pages(std::span<const std::uint32_t> pages);
Result<std::vector<std::uint32_t>> decode_pages(std::string_view payload);

struct PageRead {
  std::uint32_t page = 0;
  std::string text;  // for ocr/page_text_codec; at most max_page_text_bytes
};
// A longer text than allowed is sent as none.
std::string encode(const PageRead& read);
Result<PageRead> decode_page_read(std::string_view payload);

std::string encode(const Error& error);
// The Error that was sent, or the Error that the payload is none.
Error decode_error(std::string_view payload);

std::string encode(std::span<const Element> elements);
Result<std::vector<Element>> decode_elements(std::string_view payload);

// Everything but the elements.
std::string encode_facts(const ParsedDocument& document);
Result<ParsedDocument> decode_facts(std::string_view payload);

// The encoded size of one element, for batching; never below the truth.
std::size_t encoded_size(const Element& element);

}  // namespace edify::parse
