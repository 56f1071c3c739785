#include "parse/mail/header.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "parse/mail/transfer_encoding.h"
#include "parse/markup/text_decoder.h"
#include "parse/markup/text_normalizer.h"

namespace edify::parse {
namespace {

constexpr std::size_t max_fields = 10'000;
constexpr auto npos = std::string_view::npos;

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// The line without its end; `text` then begins behind it.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// RFC 5322, 2.2: printable ASCII but ':' and blank.
std::size_t field_name_length(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == npos || colon == 0) return 0;
  const std::string_view name = trim(line.substr(0, colon));
  const bool is_name = std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F; });
  return is_name ? colon : 0;
}

// "=?charset?B?text?=" at the start of `text`.
struct EncodedWord {
  std::string charset;
  std::string bytes;
  std::size_t length = 0;
};

std::optional<EncodedWord> encoded_word(std::string_view text) {
  // A word has at most 75 letters; writers that break the rule stay below a few thousand.
  text = text.substr(0, 4096);
  if (!text.starts_with("=?")) return std::nullopt;
  const std::size_t charset_end = text.find('?', 2);
  if (charset_end == npos || charset_end + 3 > text.size() || text[charset_end + 2] != '?') return std::nullopt;
  const std::size_t end = text.find("?=", charset_end + 3);
  if (end == npos) return std::nullopt;
  EncodedWord word;
  const std::string_view charset = text.substr(2, charset_end - 2);
  word.charset = to_lower_ascii(charset.substr(0, charset.find('*')));  // RFC 2231, 5: a language after '*'
  const char encoding = text[charset_end + 1];
  const std::string_view encoded = text.substr(charset_end + 3, end - charset_end - 3);
  if (encoding == 'B' || encoding == 'b') {
    word.bytes = decode_base64(encoded);
  } else if (encoding == 'Q' || encoding == 'q') {
    word.bytes = decode_quoted_printable(encoded, true);
  } else {
    return std::nullopt;
  }
  word.length = end + 2;
  return word;
}

std::string percent_decoded(std::string_view text) {
  std::string escaped(text);
  std::ranges::replace(escaped, '=', '\x01');
  std::ranges::replace(escaped, '%', '=');
  std::string out = decode_quoted_printable(escaped);
  std::ranges::replace(out, '\x01', '=');
  return out;
}

// A parameter's value as it stands: a token or a quoted string, which is unquoted.
std::string take_parameter_value(std::string_view& text) {
  text = text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
  if (!text.starts_with('"')) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view token = trim(text.substr(0, end));
    text.remove_prefix(end);
    return std::string(token);
  }
  std::string value;
  std::size_t i = 1;
  for (; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    value += text[i];
  }
  text.remove_prefix(std::min(i + 1, text.size()));
  return value;
}

// RFC 2231: `name*0*=`, `name*1=`, `name*=`. Sections are joined by number, then decoded as one.
struct Sections {
  std::map<int, std::string> texts;
  bool is_extended = false;

  std::string joined() const {
    std::string all;
    for (const auto& [number, text] : texts) all += text;
    if (!is_extended) return decode_mail_words(all);
    const std::size_t language = all.find('\'');
    const std::size_t text = language == std::string::npos ? language : all.find('\'', language + 1);
    if (text == std::string::npos) return normalize_inline(decode_text(percent_decoded(all)));
    return normalize_inline(decode_text(percent_decoded(std::string_view(all).substr(text + 1)),
                                        std::string_view(all).substr(0, language)));
  }
};

void add_parameter(std::string_view name, std::string value, std::map<std::string, Sections>& parameters) {
  std::string key = to_lower_ascii(trim(name));
  const bool is_extended = key.ends_with('*');
  if (is_extended) key.pop_back();
  int number = 0;
  if (const std::size_t star = key.find('*'); star != std::string::npos) {
    std::from_chars(key.data() + star + 1, key.data() + key.size(), number);
    key.resize(star);
  }
  Sections& sections = parameters[key];
  if (is_extended && !sections.is_extended && number == 0)
    sections.texts.clear();  // beside a plain form for old readers
  if (sections.is_extended && !is_extended && number == 0) return;
  sections.is_extended = sections.is_extended || is_extended;
  sections.texts.emplace(number, std::move(value));
}

}  // namespace

MailHeader MailHeader::take(std::string_view& text) {
  MailHeader header;
  while (!text.empty()) {
    const std::string_view rest = text;
    const std::string_view line = take_line(text);
    if (line.empty()) return header;
    const bool is_folded = (line[0] == ' ' || line[0] == '\t') && !header.fields_.empty();
    if (is_folded) {
      header.fields_.back().second.append(" ").append(trim(line));
    } else if (const std::size_t length = field_name_length(line); length > 0) {
      if (header.fields_.size() >= max_fields) continue;
      header.fields_.emplace_back(to_lower_ascii(trim(line.substr(0, length))), trim(line.substr(length + 1)));
    } else if (!header.fields_.empty() || !line.starts_with("From ")) {  // an mbox file's separator line
      text = rest;
      return header;
    }
  }
  return header;
}

std::string_view MailHeader::raw(std::string_view name) const {
  const auto found = std::ranges::find(fields_, name, &std::pair<std::string, std::string>::first);
  return found == fields_.end() ? std::string_view() : std::string_view(found->second);
}

std::string MailHeader::text(std::string_view name) const { return decode_mail_words(raw(name)); }

std::string_view MailValue::parameter(std::string_view name) const {
  const auto found = parameters.find(std::string(name));
  return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

MailValue parse_mail_value(std::string_view raw) {
  MailValue result;
  raw = raw.substr(0, 16 << 10);
  const std::size_t end = std::min(raw.find(';'), raw.size());
  result.value = to_lower_ascii(trim(raw.substr(0, end)));
  raw.remove_prefix(end);
  std::map<std::string, Sections> parameters;
  while (!raw.empty() && parameters.size() < max_fields) {
    const std::size_t equals = raw.find('=');
    const std::size_t next = raw.find(';', 1);
    if (equals == npos) break;
    if (next < equals) {  // "; ;" or a word without a value
      raw.remove_prefix(next);
      continue;
    }
    const std::string_view name = raw.substr(1, equals - 1);
    raw.remove_prefix(equals + 1);
    add_parameter(name, take_parameter_value(raw), parameters);
    raw = raw.substr(std::min(raw.find(';'), raw.size()));
  }
  for (const auto& [name, sections] : parameters) result.parameters[name] = sections.joined();
  return result;
}

std::string decode_mail_words(std::string_view raw) {
  std::string out;
  std::string plain;
  EncodedWord pending;
  // Words of one charset side by side are one text: writers cut between the bytes of a character.
  const auto flush = [&] {
    out += decode_text(plain);
    out += decode_text(pending.bytes, pending.charset);
    plain.clear();
    pending = {};
  };
  while (!raw.empty()) {
    auto word = encoded_word(raw);
    if (!word) {
      if (!pending.bytes.empty()) flush();
      plain += raw[0];
      raw.remove_prefix(1);
      continue;
    }
    raw.remove_prefix(word->length);
    if (pending.bytes.empty() || pending.charset != word->charset) {
      flush();
      pending = *std::move(word);
    } else {
      pending.bytes += word->bytes;
    }
    // Blanks between two words are not text (RFC 2047, 6.2).
    const std::size_t blanks = std::min(raw.find_first_not_of(" \t\r\n"), raw.size());
    if (raw.substr(blanks).starts_with("=?") && encoded_word(raw.substr(blanks))) raw.remove_prefix(blanks);
  }
  flush();
  return normalize_inline(out);
}

std::string to_lower_ascii(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

}  // namespace edify::parse
