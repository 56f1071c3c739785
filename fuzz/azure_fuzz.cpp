// What a storage account may send: any bytes as a page of a listing, a queue's message and a token service's answer. An
// Error with a reason, or values that hold what is said of them.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "source/azure/event_message.h"
#include "source/azure/listing_page.h"
#include "source/azure/token_requests.h"

using namespace edify;
using namespace edify::source::azure;

namespace {

void check(const Error& error) {
  if (error.message.empty() || error.reason.empty()) std::abort();
}

void read_listing(std::string_view bytes) {
  const auto page = parse_listing_page(bytes);
  if (!page) return check(page.error());
  for (const auto& object : page->objects) {
    if (object.path.empty() || object.etag.empty()) std::abort();
  }
}

void read_event(std::string_view bytes) {
  const auto changes = parse_event_message(bytes, "docs");
  if (!changes) return check(changes.error());
  for (const auto& change : *changes) {
    if (change.path.empty()) std::abort();
  }
}

void read_token(std::string_view bytes) {
  const auto token = parse_token_answer(bytes, std::chrono::system_clock::time_point{});
  if (!token) return check(token.error());
  if (token->text.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 3) {
    case 0: read_listing(bytes); break;
    case 1: read_event(bytes); break;
    default: read_token(bytes);
  }
  return 0;
}
