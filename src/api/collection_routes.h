// What teachers put by (/collections), and answers that they give away by a link (/shares). Items and shared answers
// are read under the Scope of whoever looks; another's collection answers exactly as one that is not there.
#pragma once

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

Result<Response> answer_collections(Service& service, const Request& request);
Result<Response> answer_collection_create(Service& service, const Request& request);
Result<Response> answer_collection(Service& service, const Request& request);
Result<Response> answer_collection_rename(Service& service, const Request& request);
Result<Response> answer_collection_delete(Service& service, const Request& request);
Result<Response> answer_collection_add(Service& service, const Request& request);
Result<Response> answer_collection_take_out(Service& service, const Request& request);

}  // namespace edify::api
