#include "parse/pdf/pdf_repair.h"

#include <memory>
// libqpdf 11 asks every user which of its two smart pointers is meant: the standard one.
#define POINTERHOLDER_TRANSITION 4
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFWriter.hh>

#include "parse/markup/text_decoder.h"

namespace edify::parse::pdf {
namespace {

// A catalog and a page tree, empty ones where the file has lost its own.
void ensure_page_tree(QPDF& document) {
  QPDFObjectHandle trailer = document.getTrailer();
  if (!trailer.getKey("/Root").isDictionary()) {
    trailer.replaceKey("/Root", document.makeIndirectObject(QPDFObjectHandle::parse("<< /Type /Catalog >>")));
  }
  QPDFObjectHandle catalog = trailer.getKey("/Root");
  if (catalog.getKey("/Pages").isDictionary() && catalog.getKey("/Pages").getKey("/Kids").isArray()) return;
  const QPDFObjectHandle pages = QPDFObjectHandle::parse("<< /Type /Pages /Kids [] /Count 0 >>");
  catalog.replaceKey("/Pages", document.makeIndirectObject(pages));
}

// Pages that no tree leads to any more, by their numbers: writers number them in their order.
void gather_lost_pages(QPDF& document) {
  ensure_page_tree(document);
  if (!document.getAllPages().empty()) return;
  for (QPDFObjectHandle object : document.getAllObjects()) {
    if (object.isDictionaryOfType("/Page")) document.addPage(object, false);
  }
}

std::string rewrite(const std::string& bytes) {
  QPDF document;
  document.setSuppressWarnings(true);
  document.setAttemptRecovery(true);
  document.processMemoryFile("document", bytes.data(), bytes.size());
  gather_lost_pages(document);
  QPDFWriter writer(document);
  writer.setOutputMemory();
  writer.setPreserveEncryption(false);
  // Nothing is unpacked but what holds the structure: a bomb stays packed.
  writer.setDecodeLevel(qpdf_dl_none);
  writer.setCompressStreams(false);
  writer.setObjectStreamMode(qpdf_o_disable);
  writer.write();
  const std::shared_ptr<Buffer> written = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(written->getBuffer()), written->getSize()};
}

}  // namespace

Result<std::string> repair_pdf(RangeReader& reader, std::uint64_t limit) {
  EDIFY_TRY(std::string bytes, read_whole(reader, limit));
  // For a file that has lost its own; the first one of a file counts.
  bytes += "\ntrailer\n<< /Size 1 >>\n";
  try {
    return rewrite(bytes);
  } catch (const QPDFExc& error) {
    if (error.getErrorCode() == qpdf_e_password) {
      return fail(ErrorCode::unreadable, "the PDF is encrypted and asks for a password; store it without one",
                  "encrypted");
    }
    return fail(ErrorCode::unreadable, error.getMessageDetail(), "malformed");
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return fail(ErrorCode::unreadable, error.what(), "malformed");
  }
}

}  // namespace edify::parse::pdf
