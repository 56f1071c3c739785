// Lists that are kept in one column, the same in every engine. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace edify::catalog {

// "1,5,12"; what is no number ends the list.
std::vector<std::uint32_t> parse_pages(std::string_view text);
// "no_grade,no_title"
std::vector<std::string> split_at_commas(std::string_view text);
// "wrong incomplete": reasons of ratings are words without blanks.
std::vector<std::string> split_at_blanks(std::string_view text);

}  // namespace edify::catalog
