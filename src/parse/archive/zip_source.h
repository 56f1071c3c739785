// A RangeReader as libzip's source, so an archive is read in place: no file, no copy of it in memory.
#pragma once

#include <zip.h>

#include <cstdint>
#include <exception>
#include <optional>

#include "base/error.h"
#include "model/range_reader.h"

namespace edify::parse {

// Lives at one address as long as the zip_source_t made from it. One thread at a time.
class ZipSource {
 public:
  explicit ZipSource(RangeReader& reader) : reader_(reader) {}
  ZipSource(const ZipSource&) = delete;
  ZipSource& operator=(const ZipSource&) = delete;

  // nullptr where libzip is out of memory. zip_open_from_source takes it over when it succeeds.
  zip_source_t* make(zip_error_t& error);

  // Throws or answers what the reader said during libzip's last calls, if it failed; nothing crosses the C library.
  std::optional<Error> take_failure();

 private:
  static zip_int64_t on_command(void* self, void* data, zip_uint64_t length, zip_source_cmd_t command);
  zip_int64_t run(void* data, zip_uint64_t length, zip_source_cmd_t command);
  zip_int64_t read(void* data, zip_uint64_t length);
  zip_int64_t seek(void* data, zip_uint64_t length);

  RangeReader& reader_;
  std::uint64_t position_ = 0;
  std::optional<Error> failure_;
  std::exception_ptr exception_;
};

}  // namespace edify::parse
