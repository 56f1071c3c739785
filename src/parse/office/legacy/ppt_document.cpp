#include "parse/office/legacy/ppt_document.h"

#include <map>
#include <set>

namespace edify::parse {
namespace {

// [MS-PPT] 2.13.24.
enum Type : std::uint16_t {
  document_container = 1000,
  slide_container = 1006,
  slide_atom = 1007,
  notes_container = 1008,
  slide_persist_atom = 1011,
  text_header_atom = 3999,
  text_chars_atom = 4000,
  style_text_prop_atom = 4001,
  text_bytes_atom = 4008,
  slide_list = 4080,
  user_edit_atom = 4085,
  persist_directory_atom = 6002,
};

std::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorCode::unreadable, "the PowerPoint presentation is damaged: " + std::string(what), "malformed");
}

PptRecord record_at(std::string_view document, std::uint64_t offset) {
  PptRecord record;
  if (offset < document.size()) PptRecords(document.substr(offset)).next(record);
  return record;
}

using Places = std::map<std::uint32_t, std::uint32_t>;  // persist object → offset

// [MS-PPT] 2.3.5: runs of numbers, each with its first and how many.
void read_directory(const PptRecord& directory, Places& places) {
  for (std::size_t at = 0; at + 4 <= directory.data.size();) {
    const std::uint32_t head = directory.number(at);
    const std::uint32_t count = head >> 20;
    at += 4;
    for (std::uint32_t i = 0; i < count && at + 4 <= directory.data.size(); ++i, at += 4) {
      places.emplace((head & 0xFFFFF) + i, directory.number(at));  // what a newer edit says stays
    }
  }
}

struct SlideEntry {
  std::uint32_t persist_id = 0;
  std::uint32_t slide_id = 0;
  std::vector<PptText> texts;
};

std::vector<SlideEntry> read_list(const PptRecord& list) {
  std::vector<SlideEntry> entries;
  PptRecords records(list.data);
  for (PptRecord record; records.next(record);) {
    if (record.type == slide_persist_atom) {
      entries.push_back({record.number(0), record.number(12), {}});
    } else if (!entries.empty()) {
      take_ppt_text(record, entries.back().texts);
    }
  }
  return entries;
}

std::uint32_t notes_id_of(const PptRecord& slide) {
  PptRecords records(slide.data);
  for (PptRecord record; records.next(record);) {
    if (record.type == slide_atom) return record.number(16);
  }
  return 0;
}

std::vector<PptSlide> read_slides(const PptRecord& presentation, std::string_view document, const Places& places) {
  const auto find = [&](std::uint32_t persist_id) {
    const auto place = places.find(persist_id);
    return place == places.end() ? PptRecord() : record_at(document, place->second);
  };
  std::vector<SlideEntry> entries;
  std::map<std::uint32_t, std::uint32_t> notes;  // slide id → persist object
  PptRecords records(presentation.data);
  for (PptRecord record; records.next(record);) {
    if (record.type != slide_list) continue;
    if (record.instance == 0) entries = read_list(record);
    if (record.instance != 2) continue;
    for (const SlideEntry& entry : read_list(record)) notes.emplace(entry.slide_id, entry.persist_id);
  }
  std::vector<PptSlide> slides;
  std::set<std::uint32_t> seen;
  for (SlideEntry& entry : entries) {
    PptSlide slide{.slide = find(entry.persist_id), .notes = {}, .outline = std::move(entry.texts)};
    if (slide.slide.type != slide_container || !seen.insert(entry.persist_id).second) continue;
    if (const auto note = notes.find(notes_id_of(slide.slide)); note != notes.end()) slide.notes = find(note->second);
    if (slide.notes.type != notes_container) slide.notes = {};
    slides.push_back(std::move(slide));
  }
  return slides;
}

}  // namespace

void take_ppt_text(const PptRecord& record, std::vector<PptText>& texts) {
  if (record.type == style_text_prop_atom && !texts.empty()) texts.back().style = record.data;
  if (record.type == text_header_atom)
    texts.push_back({.kind = record.number(0), .is_wide = false, .bytes = {}, .style = {}});
  if (record.type != text_chars_atom && record.type != text_bytes_atom) return;
  if (texts.empty()) texts.emplace_back();
  texts.back().is_wide = record.type == text_chars_atom;
  texts.back().bytes = record.data;
}

Result<std::vector<PptSlide>> find_ppt_slides(std::string_view current_user, std::string_view document) {
  constexpr std::uint32_t encrypted_token = 0xF3D1C4DF;
  const PptRecord user = record_at(current_user, 0);
  if (user.number(4) == encrypted_token) {
    return fail(ErrorCode::unreadable, "the PowerPoint presentation is encrypted; save it without a password",
                "encrypted");
  }
  Places places;
  std::uint32_t presentation_id = 0;
  std::set<std::uint32_t> seen;
  // Each save appends an edit that points to the one before.
  for (std::uint32_t offset = user.number(8); offset != 0 && seen.insert(offset).second;) {
    const PptRecord edit = record_at(document, offset);
    if (edit.type != user_edit_atom) break;
    if (presentation_id == 0) presentation_id = edit.number(16);
    const PptRecord directory = record_at(document, edit.number(12));
    if (directory.type == persist_directory_atom) read_directory(directory, places);
    offset = edit.number(8);
  }
  const auto place = places.find(presentation_id);
  if (place == places.end()) return damaged("it has no list of its parts");
  const PptRecord presentation = record_at(document, place->second);
  if (presentation.type != document_container) return damaged("it has no document record");
  return read_slides(presentation, document, places);
}

}  // namespace edify::parse
