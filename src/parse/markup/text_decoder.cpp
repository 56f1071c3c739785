#include "parse/markup/text_decoder.h"

#include <fmt/format.h>
#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "parse/markup/text_normalizer.h"

namespace edify::parse {
namespace {

struct ConverterCloser {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
struct DetectorCloser {
  void operator()(uchardet* detector) const { uchardet_delete(detector); }
};

// Labels that mean windows-1252 on the web (WHATWG Encoding 4.2), because that is what their writers had.
std::string_view web_label(std::string_view charset) {
  constexpr std::string_view latin1_labels[] = {"iso-8859-1", "latin1", "us-ascii", "ascii", "iso8859-1"};
  const auto same = [&](std::string_view label) {
    return std::ranges::equal(label, charset, {}, {}, [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  };
  return std::ranges::any_of(latin1_labels, same) ? "windows-1252" : charset;
}

std::optional<std::string> convert(std::string_view bytes, std::string_view charset) {
  UErrorCode status = U_ZERO_ERROR;
  const std::string name(web_label(charset));
  const std::unique_ptr<UConverter, ConverterCloser> converter(ucnv_open(name.c_str(), &status));
  if (name.empty() || U_FAILURE(status)) return std::nullopt;
  const icu::UnicodeString text(bytes.data(), static_cast<int32_t>(bytes.size()), converter.get(), status);
  if (U_FAILURE(status)) return std::nullopt;
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::string recognised_charset(std::string_view bytes) {
  constexpr std::size_t sample_bytes = 256 << 10;
  const std::unique_ptr<uchardet, DetectorCloser> detector(uchardet_new());
  // The sample starts at the first byte that is not ASCII: a long English preface must not hide the Hindi after it.
  const auto* const foreign = std::ranges::find_if(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  const auto skipped = static_cast<std::size_t>(foreign - bytes.begin());
  const bool has_escapes = bytes.contains('\x1b');  // ISO-2022 is ASCII and escapes
  const std::string_view sample = bytes.substr(has_escapes ? 0 : std::min(skipped, bytes.size()), sample_bytes);
  if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) return {};
  uchardet_data_end(detector.get());
  return uchardet_get_charset(detector.get());
}

struct ByteOrderMark {
  std::string_view bytes;
  std::string_view charset;
};

// UTF-32LE first: its mark begins with UTF-16LE's.
constexpr ByteOrderMark byte_order_marks[] = {
    {std::string_view("\xFF\xFE\0\0", 4), "UTF-32LE"},
    {std::string_view("\0\0\xFE\xFF", 4), "UTF-32BE"},
    {"\xEF\xBB\xBF", "UTF-8"},
    {"\xFF\xFE", "UTF-16LE"},
    {"\xFE\xFF", "UTF-16BE"},
};

std::string to_utf8(std::string_view bytes, std::string_view declared) {
  for (const auto& [mark, charset] : byte_order_marks) {
    if (bytes.starts_with(mark)) return convert(bytes.substr(mark.size()), charset).value_or("");
  }
  const std::string_view utf16 = guess_utf16(bytes);
  if (!utf16.empty()) return convert(bytes, utf16).value_or("");
  const bool has_escapes = bytes.contains('\x1b');  // ISO-2022 looks like ASCII
  if (!has_escapes && is_valid_utf8(bytes)) return std::string(bytes);
  if (auto text = convert(bytes, declared)) return *std::move(text);
  if (auto text = convert(bytes, recognised_charset(bytes))) return *std::move(text);
  if (is_valid_utf8(bytes)) return std::string(bytes);
  return convert(bytes, "windows-1252").value_or("");
}

}  // namespace

Result<std::string> read_whole(RangeReader& reader, std::uint64_t limit) {
  const std::uint64_t size = reader.size();
  if (size > limit) {
    return fail(ErrorCode::over_limit,
                fmt::format("the document has {} bytes and the limit of its format is {}; split it", size, limit),
                "bytes");
  }
  std::string bytes(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    EDIFY_TRY(const std::size_t count, reader.read(filled, std::as_writable_bytes(std::span(bytes).subspan(filled))));
    if (count == 0) {
      return fail(ErrorCode::conflict, fmt::format("the document ended at byte {} of {}; read it again", filled, size),
                  "truncated");
    }
    filled += count;
  }
  return bytes;
}

std::string decode_text(std::string_view bytes, std::string_view declared) {
  return normalize_text(to_utf8(bytes, declared));
}

std::string decode_charset(std::string_view bytes, std::string_view charset) {
  return convert(bytes, charset).value_or("");
}

std::string decode_code_page(std::string_view bytes, int code_page) {
  const bool is_ascii = std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (is_ascii) return std::string(bytes);
  if (code_page == 65001) return decode_charset(bytes, "UTF-8");
  if (code_page == 10000) return decode_charset(bytes, "macintosh");
  for (const std::string_view prefix : {"windows-", "cp", "ibm-"}) {
    if (auto text = convert(bytes, fmt::format("{}{}", prefix, code_page))) return *std::move(text);
  }
  return decode_charset(bytes, "windows-1252");
}

std::string declared_charset(std::string_view bytes) {
  std::string head(bytes.substr(0, 4096));
  std::ranges::transform(head, head.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  for (const std::string_view key : {"charset=", "encoding="}) {
    const std::size_t found = head.find(key);
    if (found == std::string::npos) continue;
    std::size_t begin = found + key.size();
    if (begin < head.size() && (head[begin] == '"' || head[begin] == '\'')) ++begin;
    const std::size_t end = head.find_first_of("\"' \t\r\n;>?/", begin);
    if (end == std::string::npos) continue;
    std::string charset = head.substr(begin, end - begin);
    // A declaration in ASCII letters proves that the document is not UTF-16, whatever it says.
    return charset.starts_with("utf-16") ? "utf-8" : charset;
  }
  return {};
}

std::string_view guess_utf16(std::string_view bytes) {
  const std::string_view sample = bytes.substr(0, 4096);
  if (sample.size() < 4) return {};
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < sample.size(); ++i) zeros[i % 2] += sample[i] == '\0' ? 1 : 0;
  const std::size_t half = sample.size() / 2;
  if (zeros[1] > half * 7 / 10 && zeros[0] == 0) return "UTF-16LE";
  if (zeros[0] > half * 7 / 10 && zeros[1] == 0) return "UTF-16BE";
  return {};
}

}  // namespace edify::parse
