#include "source/azure/blob_error.h"

#include <fmt/format.h>

#include <string_view>

#include "source/azure/storage_client.h"
#include "source/source.h"

namespace edify::source::azure {
namespace {

Error unreachable(std::string message) {
  return {ErrorCode::unavailable, std::move(message), std::string(unreachable_reason)};
}

Error needs_somebody(std::string message) {
  return {ErrorCode::unavailable, std::move(message), std::string(refused_reason)};
}

Error refused(const BlobRequestSubject& subject, std::string_view word) {
  std::string_view advice =
      "check that the secret is this account's and still valid, this machine's clock, and the account's network rules";
  if (word == "AuthorizationPermissionMismatch" || word == "InsufficientAccountPermissions") {
    advice = "give its identity the role Storage Blob Data Reader, or use another credential";
  }
  return needs_somebody(fmt::format("the storage account {} refuses the {} for the container {} ({}); {}",
                                    subject.account, subject.credential, subject.container, word, advice));
}

Error absent(const BlobRequestSubject& subject, std::string_view word) {
  const bool is_the_blob = !subject.path.empty() && word != "ContainerNotFound" && word != "ContainerBeingDeleted" &&
                           word != "ContainerDisabled" && word != "AccountNotFound";
  if (is_the_blob) {
    return {ErrorCode::not_found,
            fmt::format("{} is not in the container {} any more", subject.path, subject.container), "vanished"};
  }
  return needs_somebody(fmt::format("the container {} is not in the storage account {} ({}); check its name",
                                    subject.container, subject.account, word));
}

}  // namespace

Error blob_error(const http::Response& response, const BlobRequestSubject& subject) {
  std::string word = storage_error_code(response);
  if (word.empty()) word = fmt::format("status {}", response.status);
  const std::string what = subject.path.empty() ? fmt::format("the container {}", subject.container) : subject.path;
  if (word == "BlobArchived") {
    return {ErrorCode::unreadable,
            fmt::format("{} lies in the archive tier; move it to the cool or hot tier to have it read", what),
            "archived"};
  }
  // A container that is being deleted answers 409.
  if (response.status == 404 || word == "ContainerBeingDeleted" || word == "ContainerDisabled") {
    return absent(subject, word);
  }
  if (response.status == 401 || response.status == 403) return refused(subject, word);
  if (response.status == 412 || response.status == 416) {
    return {ErrorCode::conflict, fmt::format("{} changed since it was listed; it will be read again", what), "changed"};
  }
  return unreachable(
      fmt::format("the storage account {} answers {} for {}; try again later", subject.account, word, what));
}

}  // namespace edify::source::azure
