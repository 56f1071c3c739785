// Tests only: a PDF of any length, made in memory.
#pragma once

#include <string>
#include <vector>

namespace edify::parse::pdf {

// A PDF of `pages` pages, each with its number as text behind a comment of `padding` bytes.
inline std::string make_long_pdf(int pages, std::size_t padding) {
  std::string pdf = "%PDF-1.4\n";
  std::vector<std::size_t> offsets(static_cast<std::size_t>(3 + 2 * pages + 1));
  const auto add = [&](std::size_t number, const std::string& body) {
    offsets[number] = pdf.size();
    pdf += std::to_string(number) + " 0 obj\n" + body + "\nendobj\n";
  };
  std::string kids;
  for (int page = 0; page < pages; ++page) kids += std::to_string(4 + 2 * page) + " 0 R ";
  add(1, "<< /Type /Catalog /Pages 2 0 R >>");
  add(2, "<< /Type /Pages /Count " + std::to_string(pages) + " /Kids [" + kids + "] >>");
  add(3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  for (int page = 0; page < pages; ++page) {
    const auto number = static_cast<std::size_t>(4 + 2 * page);
    const std::string content = "%" + std::string(padding, 'x') + "\nBT /F 12 Tf 72 500 Td (This is page " +
                                std::to_string(page + 1) + " of the long file) Tj ET";
    add(number,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F 3 0 R >> >> /Contents " +
            std::to_string(number + 1) + " 0 R >>");
    add(number + 1, "<< /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "\nendstream");
  }
  const std::size_t xref = pdf.size();
  pdf += "xref\n0 " + std::to_string(offsets.size()) + "\n0000000000 65535 f \n";
  for (std::size_t number = 1; number < offsets.size(); ++number) {
    const std::string digits = std::to_string(offsets[number]);
    pdf += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  }
  return pdf + "trailer << /Size " + std::to_string(offsets.size()) + " /Root 1 0 R >>\nstartxref\n" +
         std::to_string(xref) + "\n%%EOF\n";
}

}  // namespace edify::parse::pdf
