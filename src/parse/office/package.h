// An office document as a package of parts in a ZIP archive, and the relationships between OOXML parts (ECMA-376-2).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/range_reader.h"
#include "parse/archive/zip_reader.h"
#include "parse/limits.h"
#include "parse/office/xml.h"

namespace edify::parse {

struct Relationship {
  std::string type;    // the last part of its URI: "slide", "image"; the same in strict and transitional documents
  std::string target;  // the part's name in the package; a URI where is_external
  bool is_external = false;
};

using Relationships = std::map<std::string, Relationship, std::less<>>;  // by id

// `reader`, `limits` and `budget` must outlive it. One thread at a time.
class Package {
 public:
  // Errors as ZipReader::open.
  static Result<Package> open(RangeReader& reader, const Limits& limits, UnpackBudget& budget);

  const Limits& limits() const { return *limits_; }
  bool has(std::string_view part) const { return zip_->find(part) != nullptr; }

  // Errors: unreadable ("malformed") where the part is missing; as ZipReader::read and parse_xml.
  Result<std::string> read(std::string_view part);
  Result<XmlTree> xml(std::string_view part);
  // A missing part is an empty tree.
  Result<XmlTree> optional_xml(std::string_view part);
  Result<void> stream(std::string_view part, const std::function<Result<bool>(std::string_view)>& take);

  // Of a part ("word/document.xml"), or of the package itself (""). A part without any has none.
  Result<Relationships> relationships(std::string_view part);
  // The target of the part's first relationship of this type; empty where there is none.
  Result<std::string> related(std::string_view part, std::string_view type);

 private:
  Result<const ZipEntry*> entry(std::string_view part) const;

  const Limits* limits_ = nullptr;
  std::optional<ZipReader> zip_;
};

// `target`, a relative or absolute reference with '/' and "..", as a name in the package, seen from the folder of
// `part`. ".." never leaves the package.
std::string resolve_part(std::string_view part, std::string_view target);

}  // namespace edify::parse
