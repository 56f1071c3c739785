// Which paragraphs of a PowerPoint 97-2003 text have a bullet: [MS-PPT] 2.9.44, 2.9.46. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string_view>

namespace edify::parse {

// First character of each run of paragraphs (in UTF-16 units) → whether it has a bullet; nothing where the master
// decides.
using PptBullets = std::map<std::size_t, std::optional<bool>>;

// `style` is a StyleTextPropAtom's data for a text of `characters`.
PptBullets read_ppt_bullets(std::string_view style, std::size_t characters);

}  // namespace edify::parse
