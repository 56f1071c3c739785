// The records of an Excel 5-2003 workbook stream, and values within them: [MS-XLS] 2.1.4, 2.5. Views into the stream;
// one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace edify::parse {

struct BiffRecord {
  std::uint16_t type = 0;
  std::string_view data;

  // 0 where it lies outside: damaged records are read as far as they go.
  std::uint32_t u8(std::size_t at) const;
  std::uint32_t u16(std::size_t at) const;
  std::uint32_t u32(std::size_t at) const;
  double real(std::size_t at) const;
};

// A number as RK stores it: 30 bits of a double or an integer, perhaps in hundredths.
double decode_rk(std::uint32_t rk);

class BiffReader {
 public:
  explicit BiffReader(std::string_view stream, std::size_t offset = 0) : stream_(stream), at_(offset) {}

  // False at the end.
  bool next(BiffRecord& record);
  // The Continue records that follow at once, passed over.
  std::vector<std::string_view> take_continuations();

 private:
  std::string_view stream_;
  std::size_t at_;
};

// Reads strings that run over from a record into its continuations.
class BiffStrings {
 public:
  explicit BiffStrings(std::vector<std::string_view> parts) : parts_(std::move(parts)) {}

  bool at_end();
  std::uint32_t number(int bytes);
  // XLUnicodeRichExtendedString; `length_bytes` is 2, or 1 for short ones.
  std::string string(int length_bytes = 2);

 private:
  void skip(std::uint64_t bytes);

  std::vector<std::string_view> parts_;
  std::size_t part_ = 0;
};

}  // namespace edify::parse
