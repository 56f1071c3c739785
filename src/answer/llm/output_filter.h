// What a language model writes, made fit to be told while it comes: citations of passages that are not there are taken
// out, links and pictures lose their addresses, tags are no tags any more. A piece that may be part of a marker is held
// back until it is clear. Belongs to one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace edify::answer::llm {

struct ToldPiece {
  std::string text;  // citations as "[1]", each in brackets of its own
  std::vector<std::uint32_t> citations;
};

class OutputFilter {
 public:
  // Passages are numbered 1 … `passages`.
  explicit OutputFilter(std::uint32_t passages) : passages_(passages) {}

  ToldPiece take(std::string_view written);
  // Nothing more comes.
  ToldPiece finish();

 private:
  ToldPiece filter(bool is_end);
  // Each answers how many bytes of held_ it has dealt with; 0: more has to come first.
  std::size_t take_bracket(ToldPiece& piece, std::size_t at, bool is_end) const;
  std::size_t take_plain(ToldPiece& piece, std::size_t at, bool is_end) const;

  // What has been taken out must not let its neighbours become mark-up together.
  void keep_apart(std::string& text);

  const std::uint32_t passages_;
  std::string held_;
  char last_ = ' ';  // that was told
};

// The citations of a text that OutputFilter has made: where each marker begins, how long it is, what it cites.
struct Marker {
  std::size_t begin = 0;
  std::size_t size = 0;
  std::uint32_t n = 0;
};
std::vector<Marker> find_markers(std::string_view text);

}  // namespace edify::answer::llm
