// What the tests of golden cases share: the folders of tests/cases and the bytes in them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace edify::parse {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The folders for which `fits` is true, in order.
template <typename Fits>
std::vector<std::filesystem::path> golden_cases(Fits fits) {
  std::vector<std::filesystem::path> cases;
  for (const auto& entry : std::filesystem::directory_iterator(EDIFY_SOURCE_DIR "/tests/cases")) {
    if (fits(entry.path())) cases.push_back(entry.path());
  }
  std::ranges::sort(cases);
  return cases;
}

// The folder's file input.*; empty where there is none.
inline std::filesystem::path input_of(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().stem() == "input") return entry.path();
  }
  return {};
}

}  // namespace edify::parse
