// What an error answer of the Blob service means for a document or for the whole source. Pure.
#pragma once

#include <string>

#include "base/error.h"
#include "http/message.h"

namespace edify::source::azure {

// What was asked for, to be named in messages.
struct BlobRequestSubject {
  std::string account;
  std::string container;
  std::string path;        // "" : the container itself
  std::string credential;  // its description
};

// The response's status is not 2xx.
Error blob_error(const http::Response& response, const BlobRequestSubject& subject);

}  // namespace edify::source::azure
