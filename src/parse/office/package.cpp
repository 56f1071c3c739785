#include "parse/office/package.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace edify::parse {

Result<Package> Package::open(RangeReader& reader, const Limits& limits, UnpackBudget& budget) {
  Package package;
  package.limits_ = &limits;
  EDIFY_TRY(ZipReader zip, ZipReader::open(reader, limits, budget));
  package.zip_ = std::move(zip);
  return package;
}

Result<const ZipEntry*> Package::entry(std::string_view part) const {
  const ZipEntry* found = zip_->find(part);
  if (found == nullptr) {
    return fail(ErrorCode::unreadable, fmt::format("the document's part {} is missing; save it again", part),
                "malformed");
  }
  return found;
}

Result<std::string> Package::read(std::string_view part) {
  EDIFY_TRY(const ZipEntry* found, entry(part));
  return zip_->read(*found);
}

Result<XmlTree> Package::xml(std::string_view part) {
  EDIFY_TRY(std::string bytes, read(part));
  return parse_xml(std::move(bytes), *limits_, part);
}

Result<XmlTree> Package::optional_xml(std::string_view part) {
  if (!has(part)) return std::make_unique<pugi::xml_document>();
  return xml(part);
}

Result<void> Package::stream(std::string_view part, const std::function<Result<bool>(std::string_view)>& take) {
  EDIFY_TRY(const ZipEntry* found, entry(part));
  return zip_->stream(*found, take);
}

Result<Relationships> Package::relationships(std::string_view part) {
  const std::size_t slash = part.rfind('/');
  const std::size_t name_begin = slash == std::string_view::npos ? 0 : slash + 1;
  const std::string name = fmt::format("{}_rels/{}.rels", part.substr(0, name_begin), part.substr(name_begin));
  EDIFY_TRY(const XmlTree tree, optional_xml(name));
  Relationships all;
  for (const pugi::xml_node& node : tree->document_element().children()) {
    if (!is_named(node, "Relationship")) continue;
    Relationship relationship;
    const std::string_view type = attribute(node, "Type");
    relationship.type = type.substr(type.rfind('/') + 1);
    relationship.is_external = attribute(node, "TargetMode") == "External";
    const std::string_view target = attribute(node, "Target");
    relationship.target = relationship.is_external ? std::string(target) : resolve_part(part, target);
    all.emplace(attribute(node, "Id"), std::move(relationship));
  }
  return all;
}

Result<std::string> Package::related(std::string_view part, std::string_view type) {
  EDIFY_TRY(const Relationships all, relationships(part));
  const auto found = std::ranges::find_if(all, [&](const auto& each) { return each.second.type == type; });
  return found == all.end() ? std::string() : found->second.target;
}

std::string resolve_part(std::string_view part, std::string_view target) {
  std::vector<std::string_view> steps;
  const auto walk = [&](std::string_view path) {
    for (std::size_t begin = 0; begin < path.size();) {
      const std::size_t end = std::min(path.find('/', begin), path.size());
      const std::string_view step = path.substr(begin, end - begin);
      if (step == "..") {
        if (!steps.empty()) steps.pop_back();
      } else if (!step.empty() && step != ".") {
        steps.push_back(step);
      }
      begin = end + 1;
    }
  };
  if (!target.starts_with('/')) walk(part.substr(0, part.rfind('/') == std::string_view::npos ? 0 : part.rfind('/')));
  walk(target.substr(0, target.find('#')));
  return fmt::format("{}", fmt::join(steps, "/"));
}

}  // namespace edify::parse
