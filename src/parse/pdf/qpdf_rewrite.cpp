#include "parse/pdf/qpdf_rewrite.h"

#include <exception>
#include <memory>
#include <new>
// libqpdf 11 asks every user which of its two smart pointers is meant: the standard one.
#define POINTERHOLDER_TRANSITION 4
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFWriter.hh>

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

RewrittenPdf rewrite_with_qpdf(const std::string& bytes) {
  RewrittenPdf result;
  try {
    result.bytes = rewrite(bytes);
  } catch (const QPDFExc& error) {
    result.asks_password = error.getErrorCode() == qpdf_e_password;
    result.trouble = error.getMessageDetail();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    result.trouble = error.what();
  }
  return result;
}

}  // namespace edify::parse::pdf
