#include "parse/office/rtf_parser.h"

#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "parse/markup/text_decoder.h"
#include "parse/markup/text_normalizer.h"
#include "parse/office/edge_table.h"
#include "parse/office/rtf_fonts.h"
#include "parse/office/rtf_styles.h"
#include "parse/office/rtf_tokenizer.h"
#include "parse/office/rtf_words.h"
#include "parse/text_element.h"

namespace edify::parse {
namespace {

constexpr std::size_t max_group_depth = 1000;

// Where the text of a group goes.
enum class Destination : std::uint8_t { body, skipped, skipped_but_boxes, fonts, styles, info, title, marker };

struct GroupState {
  Destination destination = Destination::body;
  int fallback_length = 1;  // \ucN: bytes behind \uN for readers without Unicode
  int code_page = 1252;
  bool is_hidden = false;
  bool is_aside = false;  // the group that began a footnote or text box
};

struct ParagraphFormat {
  int style = 0;
  int outline_level = rtf_no_outline_level;
  bool is_in_table = false;
  bool is_list_item = false;
};

// What a paragraph interrupted by a footnote or text box had so far.
struct OuterParagraph {
  std::string text;
  std::string marker;
  ParagraphFormat format;
};

class RtfReader {
 public:
  explicit RtfReader(std::string_view rtf) : tokens_(rtf) {}

  ParsedDocument read() && {
    for (RtfToken token = tokens_.next(); token.kind != RtfToken::Kind::end; token = tokens_.next()) {
      switch (token.kind) {
        case RtfToken::Kind::group_begin: begin_group(); break;
        case RtfToken::Kind::group_end: end_group(); break;
        case RtfToken::Kind::word: on_word(token); break;
        case RtfToken::Kind::symbol: on_symbol(token); break;
        case RtfToken::Kind::text: add_bytes(token.word); break;
        case RtfToken::Kind::end: break;
      }
    }
    while (!groups_.empty()) end_group();  // cut off
    end_paragraph();
    end_table();
    return std::move(document_);
  }

 private:
  void begin_group() {
    flush_bytes();
    fallback_left_ = 0;
    if (groups_.size() >= max_group_depth) {
      ++groups_too_deep_;
      return;
    }
    groups_.push_back(state_);
    state_.is_aside = false;
    is_optional_ = false;
  }

  void end_group() {
    flush_bytes();
    fallback_left_ = 0;
    if (groups_too_deep_ > 0) {
      --groups_too_deep_;
      return;
    }
    if (groups_.empty()) return;
    const GroupState ended = std::exchange(state_, groups_.back());
    groups_.pop_back();
    if (ended.is_aside) end_aside();
    if (ended.destination == Destination::styles) styles_.end(normalize_inline(std::exchange(side_text_, {})));
    if (ended.destination == Destination::title && state_.destination != Destination::title) {
      document_.title = normalize_inline(std::exchange(side_text_, {}));
    }
    if (ended.destination == Destination::marker && state_.destination != Destination::marker) {
      marker_ = normalize_inline(std::exchange(side_text_, {}));
      format_.is_list_item = true;
    }
  }

  void on_word(const RtfToken& token) {
    if (groups_too_deep_ > 0) return;
    const std::string_view word = token.word;
    const bool is_optional = std::exchange(is_optional_, false);
    if (word == "u") return add_unicode(token.parameter);
    flush_bytes();
    fallback_left_ = 0;
    if (word == "uc") {
      state_.fallback_length = std::clamp(token.parameter, 0, 16);
    } else if (!enter_destination(word, is_optional) && !on_font_word(token) && !on_paragraph_word(token) &&
               !on_table_word(token)) {
      on_text_word(token);
    }
  }

  // True where `word` names a destination: what follows in this group belongs to it.
  bool enter_destination(std::string_view word, bool is_optional) {
    const bool reopens = state_.destination == Destination::skipped_but_boxes && (word == "shptxt" || word == "ud");
    if (reopens) {
      state_.destination = Destination::body;
      if (word == "shptxt") begin_aside();
      return true;
    }
    if (state_.destination == Destination::info) {
      state_.destination = word == "title" ? Destination::title : Destination::skipped;
      return true;
    }
    if (state_.destination != Destination::body) return state_.destination == Destination::skipped;
    if (word == "fonttbl") return enter(Destination::fonts);
    if (word == "stylesheet") return enter(Destination::styles);
    if (word == "listtext" || word == "pntext") return enter(Destination::marker);
    if (word == "shpinst" || word == "upr") return enter(Destination::skipped_but_boxes);
    if (word == "footnote") {
      begin_aside();
      return true;
    }
    if (word == "info") return enter(Destination::info);
    if (word == "shppict" || word == "shp" || word == "ud") return true;
    if (is_optional || is_skipped_destination(word)) return enter(Destination::skipped);
    return false;
  }

  bool enter(Destination destination) {
    state_.destination = destination;
    return true;
  }

  bool on_font_word(const RtfToken& token) {
    const std::string_view word = token.word;
    if (word == "ansicpg") {
      use_code_page(token.parameter);
    } else if (word == "mac") {
      use_code_page(10000);
    } else if (word == "pc") {
      use_code_page(437);
    } else if (word == "f" && state_.destination == Destination::fonts) {
      fonts_.begin(token.parameter);
    } else if (word == "fcharset" && state_.destination == Destination::fonts) {
      fonts_.set_charset(token.parameter);
    } else if (word == "f") {
      state_.code_page = fonts_.code_page_of(token.parameter);
    } else if (word == "plain") {
      state_.code_page = fonts_.document_code_page();
      state_.is_hidden = false;
    } else if (word == "v" || word == "deleted") {
      state_.is_hidden = token.parameter != 0;
    } else {
      return false;
    }
    return true;
  }

  void use_code_page(int code_page) {
    fonts_.set_document_code_page(code_page);
    state_.code_page = code_page;
  }

  bool on_paragraph_word(const RtfToken& token) {
    const std::string_view word = token.word;
    if (word == "s" && state_.destination == Destination::styles) {
      styles_.begin(token.parameter);
    } else if (word == "outlinelevel" && state_.destination == Destination::styles) {
      styles_.set_outline_level(token.parameter);
    } else if (state_.destination != Destination::body) {
      return false;
    } else if (word == "pard") {
      format_ = {};
    } else if (word == "s") {
      format_.style = token.parameter;
    } else if (word == "outlinelevel") {
      format_.outline_level = token.parameter;
    } else if (word == "ls") {
      format_.is_list_item = token.parameter > 0;
    } else if (word == "intbl") {
      format_.is_in_table = true;
    } else if (word == "par" || word == "sect" || word == "page") {
      end_paragraph();
    } else {
      return false;
    }
    return true;
  }

  bool on_table_word(const RtfToken& token) {
    const std::string_view word = token.word;
    if (state_.destination != Destination::body || !outer_.empty()) return false;
    if (word == "trowd") {
      // A row's format may come before its text or again behind it; text outside of the table ends it.
      if (!format_.is_in_table) end_paragraph();
      table_.begin_row_format();
    } else if (word == "trhdr") {
      table_.mark_header();
    } else if (word == "clmrg") {
      table_.merge_left();
    } else if (word == "clvmrg") {
      table_.merge_above();
    } else if (word == "cellx") {
      table_.add_format(token.parameter);
    } else if (word == "cell") {
      table_.end_cell(normalize_inline(marker_.empty() ? text_ : marker_ + " " + text_));
      text_.clear();
      marker_.clear();
    } else if (word == "row") {
      table_.end_row();
    } else {
      return false;
    }
    return true;
  }

  void on_text_word(const RtfToken& token) {
    if (token.word == "cell") return add_text(" ");
    add_text(symbol_text(token.word));
  }

  void on_symbol(const RtfToken& token) {
    switch (token.word[0]) {
      case '*': is_optional_ = true; break;
      case '\'': add_bytes(std::string_view(&token.byte, 1)); break;
      case '{':
      case '}':
      case '\\': add_bytes(token.word); break;
      case '~': add_text(" "); break;
      case '_': add_text("-"); break;
      case '\n':
      case '\r':
        if (state_.destination == Destination::body) end_paragraph();
        break;
      default: break;
    }
  }

  bool is_silent() const {
    return groups_too_deep_ > 0 || state_.is_hidden || state_.destination == Destination::skipped ||
           state_.destination == Destination::skipped_but_boxes || state_.destination == Destination::fonts ||
           state_.destination == Destination::info;
  }

  void add_bytes(std::string_view bytes) {
    const auto skipped = std::min<std::size_t>(bytes.size(), static_cast<std::size_t>(fallback_left_));
    fallback_left_ -= static_cast<int>(skipped);
    bytes.remove_prefix(skipped);
    if (bytes.empty() || is_silent()) return;
    high_surrogate_ = 0;
    bytes_ += bytes;
  }

  // \uN is a UTF-16 unit as a signed 16-bit number.
  void add_unicode(int parameter) {
    flush_bytes();
    fallback_left_ = state_.fallback_length;
    if (is_silent()) return;
    UChar32 c = parameter & 0xFFFF;
    if (U16_IS_LEAD(c)) {
      high_surrogate_ = c;
      return;
    }
    if (U16_IS_TRAIL(c)) {
      if (high_surrogate_ == 0) return;
      c = U16_GET_SUPPLEMENTARY(high_surrogate_, c);
    }
    high_surrogate_ = 0;
    if (c >= 0xF020 && c <= 0xF0FF) c -= 0xF000;  // a symbol font's letters
    char buffer[U8_MAX_LENGTH];
    int32_t length = 0;
    U8_APPEND_UNSAFE(buffer, length, c);
    target() += std::string_view(buffer, static_cast<std::size_t>(length));
  }

  void add_text(std::string_view text) {
    if (!is_silent()) target() += text;
  }

  void flush_bytes() {
    if (!bytes_.empty()) target() += decode_code_page(std::exchange(bytes_, {}), state_.code_page);
  }

  std::string& target() { return state_.destination == Destination::body ? text_ : side_text_; }

  void end_paragraph() {
    flush_bytes();
    if (format_.is_in_table && outer_.empty()) {
      text_ += ' ';  // a cell of several paragraphs
      return;
    }
    std::string text = normalize_inline(std::exchange(text_, {}));
    const std::string marker = std::exchange(marker_, {});
    if (!text.empty()) {
      if (outer_.empty()) end_table();
      const int level = styles_.heading_level(format_.style, format_.outline_level);
      if (level > 0) {
        add(ElementType::title, is_number(marker) ? marker + " " + text : std::move(text), level);
      } else if (format_.is_list_item) {
        add(ElementType::list_item, is_number(marker) ? marker + " " + text : std::move(text));
      } else {
        add(ElementType::narrative_text, std::move(text));
      }
    }
    if (outer_.empty()) std::ranges::move(std::exchange(asides_, {}), std::back_inserter(document_.elements));
  }

  static bool is_number(std::string_view marker) {
    return std::ranges::any_of(
        marker, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  }

  void end_table() {
    if (table_.is_empty()) return;
    Element element = to_element(table_.take());
    if (!element.text.empty()) document_.elements.push_back(std::move(element));
  }

  void begin_aside() {
    flush_bytes();
    outer_.push_back({std::exchange(text_, {}), std::exchange(marker_, {}), std::exchange(format_, {})});
    state_.is_aside = true;
  }

  void end_aside() {
    if (outer_.empty()) return;
    end_paragraph();
    text_ = std::move(outer_.back().text);
    marker_ = std::move(outer_.back().marker);
    format_ = outer_.back().format;
    outer_.pop_back();
  }

  void add(ElementType type, std::string text, int level = 0) {
    (outer_.empty() ? document_.elements : asides_).push_back(text_element(type, std::move(text), level));
  }

  RtfTokenizer tokens_;
  ParsedDocument document_;
  GroupState state_;
  std::vector<GroupState> groups_;
  std::size_t groups_too_deep_ = 0;
  bool is_optional_ = false;  // after \*
  RtfFonts fonts_;
  RtfStyles styles_;
  ParagraphFormat format_;
  int fallback_left_ = 0;
  UChar32 high_surrogate_ = 0;
  std::string bytes_;      // not decoded yet
  std::string text_;       // of the paragraph
  std::string side_text_;  // of a style's name, the title, a list marker
  std::string marker_;
  EdgeTable table_;
  std::vector<OuterParagraph> outer_;
  std::vector<Element> asides_;
};

}  // namespace

ParsedDocument parse_rtf(std::string_view rtf) { return RtfReader(rtf).read(); }

}  // namespace edify::parse
