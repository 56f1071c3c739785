#include "store/document_list.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

namespace edify::store {
namespace {

std::string lowered(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(lowered(text));
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(std::move(word));
  return words;
}

bool fits(const DocumentRecord& document, const DocumentFilter& filter, const std::vector<std::string>& words) {
  const auto is = [](const std::string& wanted, const std::string& have) { return wanted.empty() || wanted == have; };
  const auto& partition = document.placement.partition;
  if (filter.module && *filter.module != partition.module) return false;
  if (!is(filter.grade, partition.grade) || !is(filter.year, document.placement.year)) return false;
  if (!is(filter.content_type, document.content_type)) return false;
  if (words.empty()) return true;
  const std::string text = lowered(document.path + "\n" + document.title);
  return std::ranges::all_of(words, [&](const std::string& word) { return text.contains(word); });
}

}  // namespace

Result<DocumentPage> list_documents(VectorStore& store, const Scope& scope, const DocumentFilter& filter,
                                    std::string_view after, std::size_t limit) {
  const auto words = words_of(filter.words);
  DocumentPage page;
  std::map<std::string, ReadableDocument, std::less<>> first;  // by path, one more than the page holds
  EDIFY_CHECK(store.each_readable(scope, [&](const ReadableDocument& each) {
    if (!fits(each.document, filter, words)) return true;
    ++page.total;
    const auto& path = each.document.path;
    const bool is_full = first.size() > limit;
    if (path <= after || (is_full && path > first.rbegin()->first)) return true;
    first.emplace(path, each);
    if (first.size() > limit + 1) first.erase(std::prev(first.end()));
    return true;
  }));
  page.has_more = first.size() > limit;
  if (page.has_more) first.erase(std::prev(first.end()));
  for (auto& [path, document] : first) page.documents.push_back(std::move(document));
  return page;
}

Result<Facets> facets(VectorStore& store, const Scope& scope) {
  Facets facets;
  EDIFY_CHECK(store.each_readable(scope, [&](const ReadableDocument& each) {
    const auto& document = each.document;
    facets.modules.insert(document.placement.partition.module);
    facets.grades.insert(document.placement.partition.grade);
    if (!document.placement.year.empty()) facets.years.insert(document.placement.year);
    if (!document.content_type.empty()) facets.content_types.insert(document.content_type);
    return true;
  }));
  return facets;
}

}  // namespace edify::store
