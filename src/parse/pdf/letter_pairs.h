// How surprising a letter is after another, in languages of Latin script; made by tools/make_letter_pairs.py, which
// says what was counted. Row: the letter before, column: the letter; 0 is a word's edge, 1 to 26 are a to z without
// accents. A digit d (hexadecimal) is a surprise of 0.8 d bits.
#pragma once

#include <array>
#include <string_view>

namespace edify::parse::pdf {

inline constexpr std::array<std::string_view, 27> letter_pairs = {
    "f5654567759766565a655667c98", "38766d9797b646487c45478aa88", "649bc3abd47c49b4bf5794efe6c",
    "54c7b4de34867cd3af6a56fffa7", "34bb92cad4db8b94af7896bbda9", "28966887a7a8564b8b34699a7a9",
    "45bc956bd2db6bb3af6775fee9e", "34bb92d684f979669f5775defed", "33dcb2cfb4da7a95cf7957ecfbe",
    "46856576bc9756358b655a7caa7", "439c629af5d79a659fd5a58bff8", "33a9c4c9a5e96b74af7655bcfec",
    "43ab73a9a3c959959eb766bdf8e", "435ba3cbe4fc86855fc8a6ceebd", "25b75585a5c89a75aeb6478df8a",
    "3a766877c9d865386d456686cc9", "53d793a995fa5ba36e4766cefab", "8efdccfcfdff6dbccdbc90f7fce",
    "349763a7b4c88775ac76669af88", "35c6b4ba84c87a966bb536baf79", "34c9b3bb64fa9aa49f5776bae7a",
    "46778587a6a655396f444b9aaa8", "62bbc2ccf4febba4cf89b9bedcf", "43da93db63fa8b649f67c8fbd5a",
    "3686a48cb3fa98c83eaa39cb88a", "24859698f69875655f8568e7edb", "439883f9e4d97756adaa86f6f57",
};

}  // namespace edify::parse::pdf
