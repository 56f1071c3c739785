// Pages a CPU second from PDF files to elements. CPU time, because other work on the machine must not decide a
// comparison; files are in memory, so that no disk is measured.
//
//   pdf_bench FILE…      prints one line: pages, seconds, pages/s; bench/pdf.sh puts a peer's beside it
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

#include "model/memory_reader.h"
#include "parse/pdf/pdf_parser.h"

namespace {

std::string read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t pages = 0;
  std::uint64_t elements = 0;
  std::clock_t ticks = 0;
  for (int i = 1; i < argc; ++i) {
    edify::MemoryReader file(read_file(argv[i]));
    const std::clock_t start = std::clock();
    const auto document = edify::parse::parse_pdf(file, {});
    if (!document) continue;  // encrypted samples; the peer leaves them out, too
    ticks += std::clock() - start;
    pages += document->page_count;
    elements += document->elements.size();
  }
  const double seconds = static_cast<double>(ticks) / CLOCKS_PER_SEC;
  std::printf("edify pages=%llu elements=%llu seconds=%.3f pages_per_second=%.1f\n",
              static_cast<unsigned long long>(pages), static_cast<unsigned long long>(elements), seconds,
              static_cast<double>(pages) / seconds);
  return pages > 0 ? 0 : 1;
}
