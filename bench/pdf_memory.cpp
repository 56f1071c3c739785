// Resident memory of a parser over the pages of one long PDF: 200 pages and 300 MB of pictures, made as they are read,
// so that the file itself is in no memory. Every second picture is stored raw, every other one as Flate.
//
//   pdf_memory [fast|ocr] [PAGES]     page,resident_mb as CSV, then a line: idle, highest, growth
//
// `fast` reads text layers only; `ocr` renders every page and recognises it, too.
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "model/memory_reader.h"
#include "parse/parser.h"

namespace {

using namespace edify;

constexpr std::size_t side = 1225;  // pixels; a picture is 1.5 MB
constexpr std::size_t picture_bytes = side * side;

double resident_mb() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  unsigned long all = 0;
  unsigned long resident = 0;
  const int fields = file != nullptr ? std::fscanf(file, "%lu %lu", &all, &resident) : 0;
  if (file != nullptr) std::fclose(file);
  return fields == 2 ? static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20) : 0;
}

// A stretch of the file: its text, then `noise` bytes that nothing compresses.
struct Piece {
  std::uint64_t begin = 0;
  std::string text;
  std::uint64_t noise = 0;
  std::uint64_t size() const { return text.size() + noise; }
};

class LongPdf final : public RangeReader {
 public:
  explicit LongPdf(unsigned pages) {
    offsets_.resize(4 + 3 * std::size_t{pages});
    add("%PDF-1.5\n");
    std::string kids;
    for (unsigned page = 0; page < pages; ++page) kids += std::to_string(4 + 3 * page) + " 0 R ";
    add_object(1, "<< /Type /Catalog /Pages 2 0 R >>");
    add_object(2, "<< /Type /Pages /Count " + std::to_string(pages) + " /Kids [" + kids + "] >>");
    add_object(3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    for (unsigned page = 0; page < pages; ++page) add_page(page);
    add_trailer();
  }

  std::uint64_t size() const override { return pieces_.back().begin + pieces_.back().size(); }

  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
    std::size_t done = 0;
    while (done < out.size() && offset + done < size()) {
      const std::uint64_t at = offset + done;
      const auto next = std::ranges::upper_bound(pieces_, at, {}, &Piece::begin);
      done += copy(*(next - 1), at - (next - 1)->begin, out.subspan(done));
    }
    return done;
  }

 private:
  static std::size_t copy(const Piece& piece, std::uint64_t from, std::span<std::byte> out) {
    const std::size_t count = std::min<std::uint64_t>(out.size(), piece.size() - from);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t at = from + i;
      const std::uint64_t mixed = (piece.begin + at) * 0x9E3779B97F4A7C15ULL;
      out[i] = at < piece.text.size() ? static_cast<std::byte>(piece.text[at]) : static_cast<std::byte>(mixed >> 56);
    }
    return count;
  }

  void add(std::string text, std::uint64_t noise = 0) {
    const std::uint64_t begin = pieces_.empty() ? 0 : size();
    pieces_.push_back({begin, std::move(text), noise});
  }

  void add_object(std::size_t number, const std::string& body) {
    offsets_[number] = pieces_.empty() ? 0 : size();
    add(std::to_string(number) + " 0 obj\n" + body + "\nendobj\n");
  }

  void add_page(unsigned page) {
    const std::size_t number = 4 + 3 * std::size_t{page};
    const std::string content = "q 500 0 0 500 50 50 cm /I Do Q BT /F 12 Tf 60 700 Td (This is page " +
                                std::to_string(page + 1) + " with its picture below) Tj ET";
    add_object(number,
               "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F 3 0 R >> "
               "/XObject << /I " +
                   std::to_string(number + 2) + " 0 R >> >> /Contents " + std::to_string(number + 1) + " 0 R >>");
    add_object(number + 1, "<< /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "\nendstream");
    add_picture(number + 2, page % 2 == 1);
  }

  void add_picture(std::size_t number, bool as_flate) {
    constexpr std::size_t block = 65535;
    constexpr std::size_t blocks = (picture_bytes + block - 1) / block;
    const std::size_t length = as_flate ? 2 + 5 * blocks + picture_bytes + 4 : picture_bytes;
    offsets_[number] = size();
    add(std::to_string(number) + " 0 obj\n<< /Type /XObject /Subtype /Image /Width " + std::to_string(side) +
            " /Height " + std::to_string(side) + " /ColorSpace /DeviceGray /BitsPerComponent 8 /Length " +
            std::to_string(length) + (as_flate ? " /Filter /FlateDecode" : "") + " >>\nstream\n",
        as_flate ? 0 : picture_bytes);
    if (as_flate) {
      add("\x78\x01");
      for (std::size_t left = picture_bytes; left > 0;) {  // RFC 1951 3.2.4: blocks that are stored as they are
        const std::size_t count = std::min(block, left);
        left -= count;
        const auto low = static_cast<unsigned char>(count & 255);
        const auto high = static_cast<unsigned char>(count >> 8);
        const unsigned char header[] = {left == 0 ? std::uint8_t{1} : std::uint8_t{0}, low, high,
                                        static_cast<unsigned char>(~low), static_cast<unsigned char>(~high)};
        add({reinterpret_cast<const char*>(header), sizeof(header)}, count);
      }
      add(std::string("\0\0\0\1", 4));  // a checksum that readers of PDF do not look at
    }
    add("\nendstream\nendobj\n");
  }

  void add_trailer() {
    const std::uint64_t table = size();
    std::string text = "xref\n0 " + std::to_string(offsets_.size()) + "\n0000000000 65535 f \n";
    for (std::size_t number = 1; number < offsets_.size(); ++number) {
      char line[32];
      std::snprintf(line, sizeof(line), "%010llu 00000 n \n", static_cast<unsigned long long>(offsets_[number]));
      text += line;
    }
    add(text + "trailer << /Size " + std::to_string(offsets_.size()) + " /Root 1 0 R >>\nstartxref\n" +
        std::to_string(table) + "\n%%EOF\n");
  }

  std::vector<Piece> pieces_;
  std::vector<std::uint64_t> offsets_;
};

}  // namespace

int main(int argc, char** argv) {
  const std::string strategy = argc > 1 ? argv[1] : "fast";
  const unsigned pages = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 200;
  parse::ParseOptions options;
  options.strategy = strategy == "ocr" ? parse::Strategy::ocr : parse::Strategy::fast;
  // What libraries and models take once belongs to an idle worker.
  LongPdf first(1);
  static_cast<void>(parse::parse_document(first, options));
  LongPdf reader(pages);
  const double idle = resident_mb();
  double highest = idle;
  options.on_page = [&](std::uint32_t page) {
    const double now = resident_mb();
    highest = std::max(highest, now);
    if (page > 0) std::printf("%u,%.1f\n", page, now);
  };
  std::puts("page,resident_mb");
  const auto document = parse::parse_document(reader, options);
  if (!document) {
    std::fprintf(stderr, "pdf_memory: %s\n", document.error().message.c_str());
    return 1;
  }
  highest = std::max(highest, resident_mb());
  std::fprintf(stderr, "pdf_memory %s: %.0f MB of file, %u pages, idle %.1f MB, highest %.1f MB, growth %.1f MB\n",
               strategy.c_str(), static_cast<double>(reader.size()) / (1 << 20), document->page_count, idle, highest,
               highest - idle);
  return 0;
}
