// Pages and facets of the documents that a Scope shows, over any VectorStore. A page costs a walk over all documents
// (about a millisecond a thousand); memory holds one page. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/scope.h"
#include "store/vector_store.h"

namespace edify::store {

// Which of the visible documents are listed; an empty field leaves all.
struct DocumentFilter {
  std::string words = {};  // each of them in the path or the title, without regard to ASCII case
  std::optional<Module> module = {};
  std::string grade = {};
  std::string year = {};
  std::string content_type = {};
};

struct DocumentPage {
  std::vector<ReadableDocument> documents;  // by path
  std::uint64_t total = 0;                  // that fit the filter, on all pages
  bool has_more = false;
};

struct Facets {
  std::set<Module> modules;
  std::set<std::string> grades;
  std::set<std::string> years;
  std::set<std::string> content_types;
};

// The first `limit` documents whose path is greater than `after`.
Result<DocumentPage> list_documents(VectorStore& store, const Scope& scope, const DocumentFilter& filter,
                                    std::string_view after, std::size_t limit);
Result<Facets> facets(VectorStore& store, const Scope& scope);

}  // namespace edify::store
