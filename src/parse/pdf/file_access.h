// A RangeReader as the FPDF_FILEACCESS that PDFium reads through.
//
// PDFium asks for a few hundred bytes at a time; a worker's reader answers over a socket. So reads go through a
// small cache of blocks. PDFium knows only "did not work": the reader's own Error is kept here, for the caller to
// look at after every call into PDFium. Must outlive the FPDF_DOCUMENT; one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/error.h"
#include "model/range_reader.h"
#include "parse/pdf/pdfium.h"

namespace edify::parse::pdf {

class FileAccess {
 public:
  explicit FileAccess(RangeReader& reader);
  FileAccess(const FileAccess&) = delete;
  FileAccess& operator=(const FileAccess&) = delete;

  FPDF_FILEACCESS* handle() { return &access_; }

  // Set by the first read that failed, for good.
  const std::optional<Error>& error() const { return error_; }

  // Bytes that PDFium was given since the last reset: about what the open document may hold in memory.
  std::uint64_t bytes_served() const { return bytes_served_; }
  void reset_bytes_served() { bytes_served_ = 0; }

 private:
  static constexpr std::size_t block_size = 64 * 1024;
  static constexpr std::size_t block_count = 16;

  struct Block {
    std::uint64_t index = UINT64_MAX;
    std::uint64_t last_used = 0;
    std::vector<std::byte> bytes;
  };

  static int get_block(void* self, unsigned long position, unsigned char* buffer, unsigned long size);
  bool read(std::uint64_t position, unsigned char* buffer, std::size_t size);
  const Block* block_at(std::uint64_t index);

  RangeReader& reader_;
  FPDF_FILEACCESS access_{};
  std::array<Block, block_count> blocks_;
  std::uint64_t clock_ = 0;
  std::uint64_t bytes_served_ = 0;
  std::optional<Error> error_;
};

}  // namespace edify::parse::pdf
