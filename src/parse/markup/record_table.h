// Records with named fields (CSV rows, JSON objects, XML elements) → Table elements. One thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/element.h"

namespace edify::parse {

// A long table becomes several elements, each with the header, so that none of them is boundless.
class RecordTable {
 public:
  // `header` may be empty. Texts are normalised, one line each. `piece_bytes` is about what one element may hold.
  RecordTable(std::vector<std::string> header, std::size_t piece_bytes);

  void add(std::vector<std::string> record);

  // Nothing where there was neither header nor record.
  std::vector<Element> finish() &&;

 private:
  void flush();

  std::vector<std::string> header_;
  std::size_t piece_bytes_;
  std::vector<std::vector<std::string>> records_;
  std::size_t bytes_ = 0;
  std::vector<Element> elements_;
};

}  // namespace edify::parse
