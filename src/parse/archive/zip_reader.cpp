#include "parse/archive/zip_reader.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include "parse/archive/zip_directory.h"
#include "parse/archive/zip_source.h"
#include "parse/markup/text_normalizer.h"

namespace edify::parse {
namespace {

constexpr std::size_t piece_bytes = 64 << 10;
// Short runs of blanks pack to almost nothing and hurt nobody.
constexpr std::uint64_t ratio_free_bytes = 16ULL << 20;

struct FileCloser {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool leaves_archive(std::string_view name) {
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find_first_of("/\\", begin), name.size());
    if (name.substr(begin, end - begin) == "..") return true;
    begin = end + 1;
  }
  return false;
}

ZipEntry make_entry(const zip_stat_t& stat) {
  ZipEntry entry;
  entry.index = stat.index;
  entry.name = normalize_inline(stat.name);
  entry.size = stat.size;
  entry.packed_size = stat.comp_size;
  entry.is_folder = entry.name.ends_with('/');
  entry.is_encrypted = stat.encryption_method != ZIP_EM_NONE;
  return entry;
}

}  // namespace

struct ZipReader::Archive {
  explicit Archive(RangeReader& reader) : source(reader) {}
  ~Archive() {
    if (zip != nullptr) zip_discard(zip);
  }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  ZipSource source;
  zip_t* zip = nullptr;
};

ZipReader::ZipReader(std::unique_ptr<Archive> archive, const Limits& limits, UnpackBudget& budget)
    : archive_(std::move(archive)), limits_(&limits), budget_(&budget) {}
ZipReader::ZipReader(ZipReader&&) noexcept = default;
ZipReader& ZipReader::operator=(ZipReader&&) noexcept = default;
ZipReader::~ZipReader() = default;

Result<ZipReader> ZipReader::open(RangeReader& reader, const Limits& limits, UnpackBudget& budget) {
  EDIFY_CHECK(check_zip_directory(reader, limits));
  ZipReader result(std::make_unique<Archive>(reader), limits, budget);
  Archive& archive = *result.archive_;
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = archive.source.make(error);
  if (source == nullptr) throw std::bad_alloc();
  archive.zip = zip_open_from_source(source, ZIP_RDONLY, &error);
  const int code = zip_error_code_zip(&error);
  zip_error_fini(&error);
  if (archive.zip == nullptr) {
    zip_source_free(source);
    return std::unexpected(result.failure("the archive (ZIP)", code));
  }
  const zip_int64_t count = zip_get_num_entries(archive.zip, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t stat;
    if (zip_stat_index(archive.zip, static_cast<zip_uint64_t>(i), 0, &stat) != 0 || stat.name == nullptr) {
      return std::unexpected(result.failure("the archive's directory", ZIP_ER_INCONS));
    }
    result.entries_.push_back(make_entry(stat));
  }
  return result;
}

const ZipEntry* ZipReader::find(std::string_view name) const {
  const auto exact = std::ranges::find(entries_, name, &ZipEntry::name);
  if (exact != entries_.end()) return &*exact;
  const auto same = [&](const ZipEntry& entry) { return std::ranges::equal(entry.name, name, {}, lower, lower); };
  const auto found = std::ranges::find_if(entries_, same);
  return found == entries_.end() ? nullptr : &*found;
}

Error ZipReader::failure(std::string_view what, int zip_code) const {
  if (auto error = archive_->source.take_failure()) return *std::move(error);
  if (zip_code == ZIP_ER_MEMORY) throw std::bad_alloc();
  if (zip_code == ZIP_ER_NOPASSWD || zip_code == ZIP_ER_WRONGPASSWD || zip_code == ZIP_ER_ENCRNOTSUPP) {
    return {ErrorCode::unreadable, fmt::format("{} is encrypted; save it without a password", what), "encrypted"};
  }
  zip_error_t error;
  zip_error_init_with_code(&error, zip_code);
  std::string sentence = fmt::format("{} can not be unpacked: {}", what, normalize_inline(zip_error_strerror(&error)));
  zip_error_fini(&error);
  return {ErrorCode::unreadable, std::move(sentence), "malformed"};
}

Result<void> ZipReader::count_unpacked(const ZipEntry& entry, std::uint64_t unpacked, std::uint64_t piece) {
  const auto over = [&](std::string_view what, std::uint64_t limit, std::string_view reason) {
    return fail(ErrorCode::over_limit, fmt::format("the archive's entry {} {} {}", entry.name, what, limit),
                std::string(reason));
  };
  if (piece > budget_->bytes_left) {
    return over("takes what the document unpacks to over the limit of", limits_->decompressed_bytes,
                "decompressed_bytes");
  }
  budget_->bytes_left -= piece;
  if (unpacked > ratio_free_bytes && unpacked / std::max(1U, limits_->decompression_ratio) > entry.packed_size) {
    return over("unpacks to more times its size than", limits_->decompression_ratio, "decompression_ratio");
  }
  return {};
}

Result<void> ZipReader::stream(const ZipEntry& entry, const std::function<Result<bool>(std::string_view)>& take) {
  const std::string what = fmt::format("the archive's entry {}", entry.name);
  if (entry.is_encrypted) return std::unexpected(failure(what, ZIP_ER_NOPASSWD));
  if (leaves_archive(entry.name)) {
    return fail(ErrorCode::unreadable, what + " has a name that leaves the archive; it is not read", "unsafe_name");
  }
  const std::unique_ptr<zip_file_t, FileCloser> file(zip_fopen_index(archive_->zip, entry.index, 0));
  if (!file) return std::unexpected(failure(what, zip_error_code_zip(zip_get_error(archive_->zip))));
  std::array<char, piece_bytes> piece;
  for (std::uint64_t unpacked = 0;;) {
    const zip_int64_t count = zip_fread(file.get(), piece.data(), piece.size());
    if (count == 0) return {};
    if (count < 0) return std::unexpected(failure(what, zip_error_code_zip(zip_file_get_error(file.get()))));
    unpacked += static_cast<std::uint64_t>(count);
    EDIFY_CHECK(count_unpacked(entry, unpacked, static_cast<std::uint64_t>(count)));
    EDIFY_TRY(const bool goes_on, take(std::string_view(piece.data(), static_cast<std::size_t>(count))));
    if (!goes_on) return {};
  }
}

Result<std::string> ZipReader::read(const ZipEntry& entry) {
  std::string bytes;
  bytes.reserve(std::min({entry.size, entry.packed_size * 16, limits_->entry_bytes}));
  EDIFY_CHECK(stream(entry, [&](std::string_view piece) -> Result<bool> {
    if (bytes.size() + piece.size() > limits_->entry_bytes) {
      return fail(ErrorCode::over_limit,
                  fmt::format("the archive's entry {} unpacks to more than {} bytes; split the document", entry.name,
                              limits_->entry_bytes),
                  "entry_bytes");
    }
    bytes += piece;
    return true;
  }));
  return bytes;
}

}  // namespace edify::parse
