#include "model/placement.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace edify {
namespace {

bool is_word_character(unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80; }

// "Knowledge_Bank" and "knowledge-bank" read as "knowledge bank": words in lower case, one space between.
std::string words_of(std::string_view part) {
  std::string out;
  for (const unsigned char c : part) {
    if (is_word_character(c)) {
      out.push_back(static_cast<char>(std::tolower(c)));
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool has_word(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    const bool starts = at == 0 || words[at - 1] == ' ';
    const bool ends = at + word.size() == words.size() || words[at + word.size()] == ' ';
    if (starts && ends) return true;
  }
  return false;
}

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const auto slash = path.find('/');
    const auto part = path.substr(0, slash);
    if (!part.empty() && part != ".") parts.push_back(part);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  }
  return parts;
}

bool is_year_range(std::string_view part) {
  if (part.size() != 9 || part[4] != '-') return false;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (i != 4 && std::isdigit(static_cast<unsigned char>(part[i])) == 0) return false;
  }
  return true;
}

// The last part is the file's own name; only folders place a document.
using Folders = std::vector<std::string_view>;

std::string year_of(const Folders& folders, std::string_view default_year) {
  const auto found = std::ranges::find_if(folders, is_year_range);
  return std::string(found == folders.end() ? default_year : *found);
}

std::string grade_of(const Folders& folders) {
  for (const auto folder : folders) {
    if (auto grade = normalize_grade(folder); grade && *grade != general_grade) return *grade;
  }
  return std::string(general_grade);
}

}  // namespace

std::string_view to_string(Module module) {
  switch (module) {
    case Module::sop: return "sop";
    case Module::knowledge_bank: return "knowledge_bank";
    case Module::general: return "general";
  }
  return "general";
}

std::optional<Module> module_from_string(std::string_view text) {
  for (const auto module : {Module::sop, Module::knowledge_bank, Module::general}) {
    if (text == to_string(module)) return module;
  }
  return std::nullopt;
}

std::optional<std::string> normalize_grade(std::string_view text) {
  std::string compact;
  for (const unsigned char c : words_of(text)) {
    if (c != ' ') compact.push_back(static_cast<char>(c));
  }
  if (compact == general_grade) return compact;
  static constexpr std::array kindergarten = {"ik1", "ik2", "ik3"};
  if (std::ranges::find(kindergarten, compact) != kindergarten.end()) return compact;

  constexpr std::string_view prefix = "grade";
  if (!compact.starts_with(prefix)) return std::nullopt;
  std::string digits = compact.substr(prefix.size());
  if (digits.size() == 2 && digits[0] == '0') digits.erase(0, 1);
  if (digits.empty() || digits.size() > 2 ||
      !std::ranges::all_of(digits, [](unsigned char c) { return std::isdigit(c); })) {
    return std::nullopt;
  }
  const int number = std::stoi(digits);
  if (number < 1 || number > 12) return std::nullopt;
  return std::string(prefix) + digits;
}

Placement placement_from_path(std::string_view path, std::string_view default_year) {
  auto folders = split_path(path);
  if (!folders.empty()) folders.pop_back();

  Placement placement;
  placement.year = year_of(folders, default_year);
  if (!folders.empty()) {
    const std::string first = words_of(folders.front());
    if (has_word(first, "sop") || has_word(first, "sops")) {
      placement.partition.module = Module::sop;
      placement.category = folders.size() > 1 ? std::string(folders[1]) : std::string(general_grade);
      return placement;
    }
  }
  const bool knowledge_bank = std::ranges::any_of(folders, [](std::string_view folder) {
    const std::string words = words_of(folder);
    return words == "kb" || words == "knowledge bank";
  });
  if (knowledge_bank) {
    placement.partition = {Module::knowledge_bank, grade_of(folders)};
  } else {
    placement.recognized = false;
  }
  return placement;
}

}  // namespace edify
