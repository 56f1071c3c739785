#include "source/azure/shared_access_signature.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace edify::source::azure {

Result<std::unique_ptr<SharedAccessSignature>> SharedAccessSignature::create(const Secret& token, std::string name) {
  auto out = std::make_unique<SharedAccessSignature>();
  std::string_view rest = token.reveal();
  if (rest.starts_with('?')) rest.remove_prefix(1);
  while (!rest.empty()) {
    const auto ampersand = rest.find('&');
    const auto field = rest.substr(0, ampersand);
    rest = ampersand == std::string_view::npos ? std::string_view{} : rest.substr(ampersand + 1);
    const auto equals = field.find('=');
    if (equals == std::string_view::npos) continue;
    auto key = http::percent_decode(field.substr(0, equals));
    auto value = http::percent_decode(field.substr(equals + 1));
    if (key == "se") out->expiry_ = value;
    out->fields_.emplace_back(std::move(key), Secret(std::move(value)));
  }
  const auto is_signature = [](const auto& field) { return field.first == "sig" && !field.second.empty(); };
  if (std::ranges::none_of(out->fields_, is_signature)) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("the {} has no signature (sig=…); copy the whole token again", name),
                "azure_configuration");
  }
  out->name_ = std::move(name);
  return out;
}

Result<void> SharedAccessSignature::authorize(Draft& draft, const std::stop_token&) {
  if (!draft.endpoint.is_private()) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("the {} is not sent to {} in the clear; use https", name_, draft.endpoint.authority()),
                "azure_configuration");
  }
  for (const auto& [name, value] : fields_) draft.query.emplace_back(name, value.reveal());
  return {};
}

std::string SharedAccessSignature::description() const {
  return expiry_.empty() ? name_ : fmt::format("{}, valid until {}", name_, expiry_);
}

}  // namespace edify::source::azure
