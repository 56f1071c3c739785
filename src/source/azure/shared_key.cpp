#include "source/azure/shared_key.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "base/base64.h"
#include "source/azure/keyed_hash.h"

namespace edify::source::azure {
namespace {

std::string canonical_headers(const Draft& draft) {
  // By name, not by line: "x-ms-range" comes before "x-ms-range-get-content-md5".
  std::map<std::string_view, std::string_view> sorted;
  for (const auto& [name, value] : draft.headers) {
    if (name.starts_with("x-ms-")) sorted.emplace(name, value);
  }
  std::string out;
  for (const auto& [name, value] : sorted) out += fmt::format("{}:{}\n", name, value);
  return out;
}

std::string canonical_resource(const Draft& draft, const std::string& account) {
  std::string out = fmt::format("/{}{}", account, draft.path);
  auto query = draft.query;
  std::ranges::sort(query);
  for (const auto& [name, value] : query) out += fmt::format("\n{}:{}", name, value);
  return out;
}

}  // namespace

std::string string_to_sign(const Draft& draft, const std::string& account) {
  const std::string length = draft.body.empty() ? "" : std::to_string(draft.body.size());
  constexpr std::array before_length = {"content-encoding", "content-language"};
  constexpr std::array after_length = {"content-md5",   "content-type",        "date", "if-modified-since", "if-match",
                                       "if-none-match", "if-unmodified-since", "range"};
  std::string out = std::string(http::to_string(draft.method)) + '\n';
  for (const auto* name : before_length) out += fmt::format("{}\n", draft.headers.find(name));
  out += length + '\n';
  for (const auto* name : after_length) out += fmt::format("{}\n", draft.headers.find(name));
  return out + canonical_headers(draft) + canonical_resource(draft, account);
}

Result<std::unique_ptr<SharedKey>> SharedKey::create(std::string account, const Secret& key, std::string name) {
  auto bytes = base64_decode(key.reveal());
  if (!bytes || bytes->empty()) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("the {} of the storage account {} is not base64; copy it again", name, account),
                "azure_configuration");
  }
  return std::unique_ptr<SharedKey>(new SharedKey(std::move(account), Secret(std::move(*bytes)), std::move(name)));
}

Result<void> SharedKey::authorize(Draft& draft, const std::stop_token&) {
  const auto signature = base64_encode(hmac_sha256(key_.reveal(), string_to_sign(draft, account_)));
  draft.headers.add("authorization", fmt::format("SharedKey {}:{}", account_, signature));
  return {};
}

}  // namespace edify::source::azure
