#include "parse/pdf/page_tags.h"

#include <array>
#include <memory>
#include <string_view>
#include <type_traits>

namespace edify::parse::pdf {
namespace {

constexpr int deepest_element = 40;
constexpr int most_elements = 20'000;

struct CloseTree {
  void operator()(FPDF_STRUCTTREE tree) const { FPDF_StructTree_Close(tree); }
};
using TreeHandle = std::unique_ptr<std::remove_pointer_t<FPDF_STRUCTTREE>, CloseTree>;

// Standard structure types, ISO 32000-1 section 14.8.4. A title's and a heading without a level ("H") are left out:
// its level would be that of the section around it.
Tag tag_of_type(FPDF_STRUCTELEMENT element, Tag outer) {
  std::array<char16_t, 16> buffer{};
  const unsigned long bytes = FPDF_StructElement_GetType(element, buffer.data(), sizeof(buffer));
  if (bytes < sizeof(char16_t) || bytes > sizeof(buffer)) return outer;
  const std::u16string_view type(buffer.data(), bytes / sizeof(char16_t) - 1);
  if (type.size() == 2 && type[0] == u'H' && type[1] >= u'1' && type[1] <= u'6') {
    return static_cast<Tag>(static_cast<int>(Tag::heading_1) + (type[1] - u'1'));
  }
  if (type == u"Note") return Tag::note;
  if (type == u"Table" || type == u"TOC") return Tag::none;
  return outer;
}

// Marked content of the page → its tag.
class TreeReader {
 public:
  void read(FPDF_STRUCTELEMENT element, Tag outer, int depth) {
    if (!element || depth > deepest_element || ++visited_ > most_elements) return;
    const Tag tag = tag_of_type(element, outer);
    const int children = FPDF_StructElement_CountChildren(element);
    for (int child = 0; child < children && visited_ <= most_elements; ++child) {
      const int content = FPDF_StructElement_GetChildMarkedContentID(element, child);
      if (content >= 0) {
        ++visited_;
        if (tag != Tag::none) tags_[content] = tag;
      } else {
        read(FPDF_StructElement_GetChildAtIndex(element, child), tag, depth + 1);
      }
    }
  }

  bool is_whole() const { return visited_ <= most_elements; }
  const std::unordered_map<int, Tag>& tags() const { return tags_; }

 private:
  std::unordered_map<int, Tag> tags_;
  int visited_ = 0;
};

}  // namespace

PageTags::PageTags(FPDF_PAGE page) {
  const TreeHandle tree(FPDF_StructTree_GetForPage(page));
  if (!tree) return;
  TreeReader reader;
  const int roots = FPDF_StructTree_CountChildren(tree.get());
  for (int root = 0; root < roots && reader.is_whole(); ++root) {
    reader.read(FPDF_StructTree_GetChildAtIndex(tree.get(), root), Tag::none, 0);
  }
  if (!reader.is_whole() || reader.tags().empty()) return;
  // Not into forms: their marked content is numbered anew.
  const int objects = FPDFPage_CountObjects(page);
  for (int index = 0; index < objects; ++index) {
    const FPDF_PAGEOBJECT object = FPDFPage_GetObject(page, index);
    if (FPDFPageObj_GetType(object) != FPDF_PAGEOBJ_TEXT) continue;
    const auto found = reader.tags().find(FPDFPageObj_GetMarkedContentID(object));
    if (found != reader.tags().end()) tags_.emplace(object, found->second);
  }
}

Tag PageTags::of(FPDF_PAGEOBJECT object) const {
  if (tags_.empty()) return Tag::none;
  const auto found = tags_.find(object);
  return found == tags_.end() ? Tag::none : found->second;
}

}  // namespace edify::parse::pdf
