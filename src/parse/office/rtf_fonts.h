// Which code page the bytes of an RTF text are in: the document's, or that of the font they are set in ("Rich Text
// Format Specification 1.9.1", Font Table).
#pragma once

#include <map>

namespace edify::parse {

// Belongs to one reader.
class RtfFonts {
 public:
  void set_document_code_page(int code_page) { document_code_page_ = code_page; }
  int document_code_page() const { return document_code_page_; }

  // In the font table: the font whose definition begins (\fN), and its character set (\fcharsetN).
  void begin(int font) { defined_ = font; }
  void set_charset(int charset);

  // Of text in `font`: the document's where the table does not tell.
  int code_page_of(int font) const;

 private:
  int document_code_page_ = 1252;
  int defined_ = 0;
  std::map<int, int> code_pages_;  // by font
};

}  // namespace edify::parse
