#include "parse/content_type.h"

#include <algorithm>
#include <optional>

#include "parse/byte_range.h"
#include "parse/markup/csv_parser.h"
#include "parse/markup/text_decoder.h"
#include "parse/office/legacy/compound_file.h"
#include "parse/text_structure.h"

namespace edify::parse {
namespace {

constexpr std::size_t head_bytes = 64 << 10;

struct Magic {
  std::size_t offset;
  std::string_view bytes;
  ContentType type;
};

using namespace std::string_view_literals;

constexpr Magic magics[] = {
    {0, "{\\rtf"sv, {Format::rtf, "application/rtf", "rich text (RTF)"}},
    {0, "\x89PNG\r\n\x1a\n"sv, {Format::image, "image/png", "PNG image"}},
    {0, "\xFF\xD8\xFF"sv, {Format::image, "image/jpeg", "JPEG image"}},
    {0, "II*\0"sv, {Format::image, "image/tiff", "TIFF image"}},
    {0, "MM\0*"sv, {Format::image, "image/tiff", "TIFF image"}},
    {0, "II+\0"sv, {Format::other, "image/tiff", "TIFF image"}},
    {0, "MM\0+"sv, {Format::other, "image/tiff", "TIFF image"}},
    {0, "GIF87a"sv, {Format::image, "image/gif", "GIF image"}},
    {0, "GIF89a"sv, {Format::image, "image/gif", "GIF image"}},
    {8, "WEBP"sv, {Format::image, "image/webp", "WebP image"}},
    {6, "\0\0\0\0"sv, {Format::image, "image/bmp", "BMP image"}},  // after "BM" and the size: two reserved words
    {4, "ftyp"sv, {Format::other, "video/mp4", "MP4 or HEIF media"}},
    {0, "ID3"sv, {Format::other, "audio/mpeg", "MP3 audio"}},
    {0, "\x1F\x8B"sv, {Format::gzip, "application/gzip", "gzip archive"}},
    {0, "7z\xBC\xAF\x27\x1C"sv, {Format::other, "application/x-7z-compressed", "7-Zip archive"}},
    {0, "Rar!\x1A\x07"sv, {Format::other, "application/vnd.rar", "RAR archive"}},
    {0,
     "\x7F"
     "ELF"sv,
     {Format::other, "application/x-elf", "program"}},
    {0, "%!PS"sv, {Format::other, "application/postscript", "PostScript"}},
};

// Entries that only this kind of ZIP has, or the content of ODF's and EPUB's first entry.
struct Mark {
  std::string_view bytes;
  ContentType type;
};

constexpr Mark zip_marks[] = {
    {"mimetypeapplication/vnd.oasis.opendocument.text",
     {Format::odt, "application/vnd.oasis.opendocument.text", "OpenDocument text (ODT)"}},
    {"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
     {Format::ods, "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument spreadsheet (ODS)"}},
    {"mimetypeapplication/vnd.oasis.opendocument.presentation",
     {Format::odp, "application/vnd.oasis.opendocument.presentation", "OpenDocument presentation (ODP)"}},
    {"mimetypeapplication/epub+zip", {Format::epub, "application/epub+zip", "EPUB book"}},
    // Books that were packed again: their first entry is compressed, or another.
    {"META-INF/container.xml", {Format::epub, "application/epub+zip", "EPUB book"}},
    {"word/document",
     {Format::docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document (DOCX)"}},
    {"ppt/presentation",
     {Format::pptx, "application/vnd.openxmlformats-officedocument.presentationml.presentation",
      "PowerPoint presentation (PPTX)"}},
    {"xl/workbook",
     {Format::xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel workbook (XLSX)"}},
};

Result<ContentType> zip_type(RangeReader& reader, std::string_view head) {
  // Names stand at the start (local headers) and at the end (central directory).
  const std::uint64_t tail_size = std::min<std::uint64_t>(reader.size(), head_bytes);
  EDIFY_TRY(const std::string tail, read_range(reader, reader.size() - tail_size, tail_size));
  for (const Mark& mark : zip_marks) {
    if (head.contains(mark.bytes) || tail.contains(mark.bytes)) return mark.type;
  }
  return ContentType{Format::zip, "application/zip", "ZIP archive"};
}

struct StreamMark {
  std::string_view stream;
  ContentType type;
};

constexpr StreamMark stream_marks[] = {
    {"EncryptedPackage", {Format::other, "application/encrypted-ooxml", "encrypted Office document"}},
    {"WordDocument", {Format::doc, "application/msword", "Word 97-2003 document (DOC)"}},
    {"PowerPoint Document", {Format::ppt, "application/vnd.ms-powerpoint", "PowerPoint 97-2003 presentation (PPT)"}},
    {"Workbook", {Format::xls, "application/vnd.ms-excel", "Excel 97-2003 workbook (XLS)"}},
    {"Book", {Format::xls, "application/vnd.ms-excel", "Excel 5 workbook (XLS)"}},
    {"__properties_version1.0", {Format::msg, "application/vnd.ms-outlook", "Outlook message (MSG)"}},
};

// The root folder's streams, not those of documents that are embedded in it.
Result<ContentType> compound_type(RangeReader& reader) {
  EDIFY_TRY(const CompoundFile file, CompoundFile::open(reader));
  for (const StreamMark& mark : stream_marks) {
    if (file.find(mark.stream) != nullptr) return mark.type;
  }
  return ContentType{Format::other, "application/x-ole-storage", "Office 97-2003 document"};
}

bool fits(const Magic& magic, std::string_view head) {
  if (head.size() < magic.offset + magic.bytes.size()) return false;
  if (magic.type.mime == "image/bmp" && !head.starts_with("BM")) return false;
  if (magic.type.mime == "image/webp" && !head.starts_with("RIFF")) return false;
  return head.substr(magic.offset, magic.bytes.size()) == magic.bytes;
}

// PDFium and every viewer accept the header within the first 1,024 bytes.
bool is_pdf(std::string_view head) { return head.substr(0, 1024).contains("%PDF-"); }

std::string extension_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  std::string extension(name.substr(dot + 1));
  std::ranges::transform(extension, extension.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return extension;
}

bool is_binary(std::string_view head) {
  if (!guess_utf16(head).empty() || head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) return false;
  if (head.starts_with("\0\0\xFE\xFF"sv)) return false;
  const auto is_odd = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && !"\t\n\r\f\x1b\x1a\b"sv.contains(c);
  };
  const auto odd = static_cast<std::size_t>(std::ranges::count_if(head, is_odd));
  // Old text files hold a stray control character or two; zero bytes they hold none.
  return head.contains('\0') || odd > 4 + head.size() / 100;
}

constexpr ContentType html_type = {Format::html, "text/html", "web page (HTML)"};
constexpr ContentType markdown_type = {Format::markdown, "text/markdown", "Markdown"};
constexpr ContentType csv_type = {Format::csv, "text/csv", "table (CSV)"};
constexpr ContentType text_type = {Format::text, "text/plain", "plain text"};
constexpr ContentType mail_type = {Format::mail, "message/rfc822", "mail (EML)"};
constexpr ContentType xml_type = {Format::xml, "application/xml", "XML data"};
constexpr ContentType json_type = {Format::json, "application/json", "JSON data"};

// Attachments may be bytes as they are, so a mail need not be text behind its header.
bool is_mail(std::string_view head, std::string_view name) {
  if (!starts_with_field(head) && !head.starts_with("From ")) return false;
  return extension_of(name) == "eml" || looks_like_mail(decode_text(head.substr(0, head.find('\0'))));
}

ContentType text_format(std::string_view head, std::string_view name) {
  const std::string text = decode_text(head, declared_charset(head));
  const std::string extension = extension_of(name);
  if (looks_like_html(text)) return html_type;
  if (looks_like_xml(text)) return xml_type;
  if (extension == "html" || extension == "htm" || extension == "xhtml") return html_type;
  if (extension == "md" || extension == "markdown") return markdown_type;
  if (extension == "csv" || extension == "tsv" || extension == "tab") return csv_type;
  if (extension == "txt" || extension == "text" || extension == "log") return text_type;
  if (extension == "json" || looks_like_json(text)) return json_type;
  if (looks_like_markdown(text)) return markdown_type;
  if (looks_like_csv(text)) return csv_type;
  return text_type;
}

}  // namespace

Result<ContentType> detect_content_type(RangeReader& reader, std::string_view name) {
  EDIFY_TRY(const std::string head, read_range(reader, 0, std::min<std::uint64_t>(reader.size(), head_bytes)));
  if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) return zip_type(reader, head);
  if (head.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return compound_type(reader);
  if (is_pdf(head)) return ContentType{Format::pdf, "application/pdf", "PDF"};
  for (const Magic& magic : magics) {
    if (fits(magic, head)) return magic.type;
  }
  if (is_mail(head, name)) return mail_type;
  if (is_binary(head)) {
    return fail(ErrorCode::unsupported_format,
                "the content is binary data of no known document format; convert it to PDF, HTML or text");
  }
  return text_format(head, name);
}

}  // namespace edify::parse
