#include "parse/office/row_slicer.h"

#include <algorithm>

namespace edify::parse {
namespace {

constexpr std::size_t max_element_bytes = 16 << 20;

}  // namespace

Result<void> RowSlicer::feed(std::string_view piece) {
  buffer_ += piece;
  for (bool goes_on = true; goes_on;) {
    EDIFY_TRY(goes_on, step());
  }
  buffer_.erase(0, at_);
  searched_ -= std::min(searched_, at_);
  at_ = 0;
  if (buffer_.size() > max_element_bytes) {
    return fail(ErrorCode::over_limit, "one row or text of the spreadsheet is larger than 16 MiB; split the document",
                "entry_bytes");
  }
  return {};
}

Result<bool> RowSlicer::step() {
  at_ = std::min(buffer_.find('<', at_), buffer_.size());
  const std::size_t name_end = buffer_.find_first_of(" \t\r\n/>", at_ + 1);
  if (name_end == std::string::npos) return false;
  const std::string_view qualified = std::string_view(buffer_).substr(at_ + 1, name_end - at_ - 1);
  const std::string_view local = qualified.substr(qualified.find(':') + 1);
  const auto name = std::ranges::find(names_, local);
  if (name != names_.end()) return slice(*name, qualified);
  at_ = name_end;
  return true;
}

Result<bool> RowSlicer::slice(std::string_view name, std::string_view qualified) {
  const std::size_t tag_end = buffer_.find('>', at_);
  if (tag_end == std::string::npos) return false;
  std::size_t end = tag_end + 1;
  if (buffer_[tag_end - 1] != '/') {
    const std::string end_tag = "</" + std::string(qualified) + ">";
    const std::size_t found = buffer_.find(end_tag, std::max(searched_, end));
    if (found == std::string::npos) {
      searched_ = buffer_.size() > end_tag.size() ? buffer_.size() - end_tag.size() : 0;
      return false;
    }
    end = found + end_tag.size();
  }
  EDIFY_CHECK(take_(name, buffer_.substr(at_, end - at_)));
  at_ = end;
  searched_ = 0;
  return true;
}

}  // namespace edify::parse
