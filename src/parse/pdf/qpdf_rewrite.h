// libqpdf behind plain types. Its headers stand neither C++20's vector (clang) nor our Result's C++23, so what includes
// them is compiled as C++17 and includes nothing of ours but this.
#pragma once

#include <string>

namespace edify::parse::pdf {

struct RewrittenPdf {
  std::string bytes;           // of a PDF that says the same; empty where it could not be made
  std::string trouble;         // a sentence of libqpdf's then
  bool asks_password = false;  // the reason for it
};

// Finds objects and pages that the file's own tables do not lead to, and writes the file anew. std::bad_alloc passes.
RewrittenPdf rewrite_with_qpdf(const std::string& bytes);

}  // namespace edify::parse::pdf
