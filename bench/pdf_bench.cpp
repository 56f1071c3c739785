// Pages a second from PDF files to elements, on one core. Files are in memory, so that no disk is measured.
//
//   pdf_bench FILE…      prints one line: pages, seconds, pages/s; bench/pdf.sh puts a peer's beside it
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <span>
#include <string>

#include "parse/pdf/pdf_parser.h"

namespace {

class MemoryFile : public edify::RangeReader {
 public:
  explicit MemoryFile(const char* path) {
    std::ifstream file(path, std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(file), {});
  }
  std::uint64_t size() const override { return bytes_.size(); }
  edify::Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
    const std::size_t count = std::min<std::size_t>(out.size(), bytes_.size() - std::min(offset, bytes_.size()));
    std::memcpy(out.data(), bytes_.data() + offset, count);
    return count;
  }

 private:
  std::string bytes_;
};

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t pages = 0;
  std::uint64_t elements = 0;
  std::chrono::duration<double> seconds{};
  for (int i = 1; i < argc; ++i) {
    MemoryFile file(argv[i]);
    const auto start = std::chrono::steady_clock::now();
    const auto document = edify::parse::parse_pdf(file, {});
    if (!document) continue;  // encrypted samples; the peer leaves them out, too
    seconds += std::chrono::steady_clock::now() - start;
    pages += document->page_count;
    elements += document->elements.size();
  }
  std::printf("edify pages=%llu elements=%llu seconds=%.3f pages_per_second=%.1f\n",
              static_cast<unsigned long long>(pages), static_cast<unsigned long long>(elements), seconds.count(),
              static_cast<double>(pages) / seconds.count());
  return pages > 0 ? 0 : 1;
}
