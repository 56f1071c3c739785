#include "parse/office/legacy/ppt_bullets.h"

#include <cstdint>

#include "parse/office/legacy/ppt_records.h"

namespace edify::parse {
namespace {

// The fields that may follow a run's mask, in their order, each there where one of its bits is set.
struct Field {
  std::uint32_t bits;
  std::size_t bytes;
};

constexpr Field fields[] = {{0x0F, 2},   {0x80, 2},   {0x10, 2},   {0x40, 2},  {0x20, 4},  {0x800, 2},
                            {0x1000, 2}, {0x2000, 2}, {0x4000, 2}, {0x100, 2}, {0x400, 2}, {0x8000, 2}};
constexpr Field last_fields[] = {{0x10000, 2}, {0xE0000, 2}, {0x200000, 2}};
constexpr std::uint32_t tab_stops = 0x100000;

}  // namespace

PptBullets read_ppt_bullets(std::string_view style, std::size_t characters) {
  const PptRecord record = {.type = 0, .instance = 0, .is_container = false, .data = style};
  PptBullets bullets;
  std::size_t at = 0;
  for (std::size_t begin = 0; begin <= characters && at + 10 <= style.size();) {
    const std::uint32_t count = record.number(at);
    const std::uint32_t mask = record.number(at + 6);
    at += 10;
    if ((mask & 1) != 0) {
      bullets[begin] = (record.number(at, 2) & 1) != 0;
    } else {
      bullets[begin] = std::nullopt;
    }
    for (const Field& field : fields) at += (mask & field.bits) != 0 ? field.bytes : 0;
    if ((mask & tab_stops) != 0) at += 2 + 4 * std::size_t{record.number(at, 2)};
    for (const Field& field : last_fields) at += (mask & field.bits) != 0 ? field.bytes : 0;
    if (count == 0) break;
    begin += count;
  }
  return bullets;
}

}  // namespace edify::parse
