// GET /documents, /documents/{id}, /documents/{id}/passage, /documents/{id}/reading and /facets: the library, as far as
// the caller's Scope shows it. What is out of it looks like what is not there, to the byte.
#pragma once

#include "access/scope_issuer.h"
#include "api/exchange.h"
#include "base/error.h"
#include "store/vector_store.h"

namespace edify::api {

class Service;

// The document that the path names, as the caller sees it now. Errors: not_found.
Result<store::ReadableDocument> find_readable(Service& service, const Request& request, const Scope& scope);

Result<Response> answer_documents(Service& service, const Request& request);
Result<Response> answer_document(Service& service, const Request& request);
Result<Response> answer_facets(Service& service, const Request& request);
Result<Response> answer_passage(Service& service, const Request& request);
Result<Response> answer_reading(Service& service, const Request& request);

}  // namespace edify::api
