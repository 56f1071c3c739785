// GET /admin/ingestion, /admin/documents, /admin/documents/{id} and POST /admin/documents/{id}/retry: what the ledger
// knows. For admins, who see every document.
#pragma once

#include "api/exchange.h"
#include "base/error.h"

namespace edify::api {

class Service;

Result<Response> answer_admin_ingestion(Service& service, const Request& request);
Result<Response> answer_admin_documents(Service& service, const Request& request);
Result<Response> answer_admin_document(Service& service, const Request& request);
Result<Response> answer_admin_retry(Service& service, const Request& request);

}  // namespace edify::api
