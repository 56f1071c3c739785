// A document's title: what its metadata says, if a person may have written it, else its first heading.
#pragma once

#include <string>
#include <vector>

#include "model/element.h"

namespace edify::parse::pdf {

// `metadata_title` as the file has it. Empty where neither says anything. Thread-safe.
std::string document_title(std::string metadata_title, const std::vector<Element>& elements);

}  // namespace edify::parse::pdf
