#include "parse/office/rtf_words.h"

#include <algorithm>
#include <iterator>

namespace edify::parse {
namespace {

struct Symbol {
  std::string_view word;
  std::string_view text;
};

constexpr Symbol symbols[] = {
    {"tab", "\t"},    {"line", "\n"},    {"lbr", "\n"},      {"emdash", "—"},    {"endash", "–"},  {"bullet", "•"},
    {"lquote", "‘"},  {"rquote", "’"},   {"ldblquote", "“"}, {"rdblquote", "”"}, {"emspace", " "}, {"enspace", " "},
    {"qmspace", " "}, {"zwj", "\u200D"}, {"zwnj", "\u200C"}, {"nestcell", " "},  {"nestrow", " "}, {"softline", " "},
};

constexpr std::string_view skipped_destinations[] = {
    "colortbl", "pict",     "object",  "header",     "headerl", "headerr",   "headerf",    "footer",  "footerl",
    "footerr",  "footerf",  "fldinst", "annotation", "atnid",   "atnauthor", "nonshppict", "filetbl", "listtable",
    "private",  "revtbl",   "tc",      "xe",         "txe",     "rxe",       "ftnsep",     "ftnsepc", "ftncn",
    "aftnsep",  "aftnsepc", "aftncn",  "bkmkstart",  "bkmkend", "author",    "operator",   "creatim", "revtim",
    "printim",  "buptim",   "subject", "keywords",   "comment", "doccomm",   "manager",    "company", "category"};

}  // namespace

std::string_view symbol_text(std::string_view word) {
  const auto* const symbol = std::ranges::find(symbols, word, &Symbol::word);
  return symbol == std::end(symbols) ? std::string_view() : symbol->text;
}

bool is_skipped_destination(std::string_view word) {
  return std::ranges::find(skipped_destinations, word) != std::end(skipped_destinations);
}

}  // namespace edify::parse
