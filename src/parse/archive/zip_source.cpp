#include "parse/archive/zip_source.h"

#include <span>
#include <utility>

namespace edify::parse {

zip_source_t* ZipSource::make(zip_error_t& error) { return zip_source_function_create(&on_command, this, &error); }

std::optional<Error> ZipSource::take_failure() {
  if (exception_) std::rethrow_exception(std::exchange(exception_, nullptr));
  return std::exchange(failure_, std::nullopt);
}

zip_int64_t ZipSource::on_command(void* self, void* data, zip_uint64_t length, zip_source_cmd_t command) {
  auto& source = *static_cast<ZipSource*>(self);
  try {
    return source.run(data, length, command);
  } catch (...) {
    source.exception_ = std::current_exception();
    return -1;
  }
}

zip_int64_t ZipSource::run(void* data, zip_uint64_t length, zip_source_cmd_t command) {
  switch (command) {
    case ZIP_SOURCE_OPEN: position_ = 0; return 0;
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE: return 0;
    case ZIP_SOURCE_READ: return read(data, length);
    case ZIP_SOURCE_SEEK: return seek(data, length);
    case ZIP_SOURCE_TELL: return static_cast<zip_int64_t>(position_);
    case ZIP_SOURCE_STAT: {
      if (length < sizeof(zip_stat_t)) return -1;
      auto& stat = *static_cast<zip_stat_t*>(data);
      zip_stat_init(&stat);
      stat.size = reader_.size();
      stat.valid = ZIP_STAT_SIZE;
      return sizeof(zip_stat_t);
    }
    case ZIP_SOURCE_ERROR: {
      if (length < 2 * sizeof(int)) return -1;
      static_cast<int*>(data)[0] = ZIP_ER_READ;
      static_cast<int*>(data)[1] = 0;
      return 2 * sizeof(int);
    }
    case ZIP_SOURCE_SUPPORTS:
      return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                            ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL,
                                            ZIP_SOURCE_SUPPORTS, -1);
    default: return -1;
  }
}

zip_int64_t ZipSource::read(void* data, zip_uint64_t length) {
  auto count = reader_.read(position_, std::span(static_cast<std::byte*>(data), length));
  if (!count) {
    failure_ = std::move(count).error();
    return -1;
  }
  position_ += *count;
  return static_cast<zip_int64_t>(*count);
}

zip_int64_t ZipSource::seek(void* data, zip_uint64_t length) {
  zip_error_t error;
  zip_error_init(&error);
  const zip_int64_t position = zip_source_seek_compute_offset(position_, reader_.size(), data, length, &error);
  zip_error_fini(&error);
  if (position < 0) return -1;
  position_ = static_cast<std::uint64_t>(position);
  return 0;
}

}  // namespace edify::parse
