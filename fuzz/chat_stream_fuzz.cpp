// What a language model's server may send, whatever that is: events, completions in them, and their text on its way to
// the reader. However the bytes come in pieces, the same is told, and nothing in it is a citation of what is not there,
// a picture, a link's address or a tag.
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "answer/llm/completion_piece.h"
#include "answer/llm/event_reader.h"
#include "answer/llm/output_filter.h"

using namespace edify;
using namespace edify::answer::llm;

namespace {

constexpr std::uint32_t passages = 3;

std::string told(std::string_view text, std::size_t step) {
  OutputFilter filter(passages);
  std::string all;
  for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) all += filter.take(text.substr(0, step)).text;
  return all + filter.finish().text;
}

void check(std::string_view text, std::size_t step) {
  const std::string whole = told(text, text.size() + 1);
  if (told(text, step) != whole) std::abort();
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    if (whole[i] == '<' && (std::isalpha(static_cast<unsigned char>(whole[i + 1])) != 0 || whole[i + 1] == '/')) std::abort();
    if (whole[i] == '!' && whole[i + 1] == '[') std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = 1 + data[0] % 16;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (bytes.size() < 300) check(bytes, step);  // a bracket of more is not waited for
  EventReader reader(4096);
  const auto take = [&](std::string_view event) -> Result<void> {
    if (const auto piece = parse_completion_piece(event); piece && piece->text.size() < 300) check(piece->text, step);
    return {};
  };
  for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size()))) {
    if (!reader.read(bytes.substr(0, step), take)) break;
  }
  return 0;
}
