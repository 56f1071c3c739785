#include "store/lexical/stop_words.h"

#include <algorithm>
#include <array>

namespace edify::store::lexical {
namespace {

// All lists are written as folding leaves a word: no capitals, no diacritics, no nukta, candrabindu as anusvara.
// Spanish "como", "era" and the like stay out where English or a subject uses the same letters.
constexpr auto stop_words = [] {
  auto words = std::to_array<std::string_view>(
      {// English
       "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been",
       "being", "but", "by", "can", "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her",
       "his", "how", "i", "if", "in", "into", "is", "it", "its", "ll", "many", "me", "much", "my", "no", "not", "of",
       "on", "or", "our", "re", "s", "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "them",
       "then", "there", "these", "they", "this", "those", "to", "ve", "was", "we", "were", "what", "when", "where",
       "which", "while", "who", "whom", "whose", "why", "will", "with", "would", "you", "your",
       // Hindi
       "अपना", "अपनी", "अपने", "आदि", "इन", "इस", "इसका", "इसकी", "इसके", "इसे", "उन", "उनका", "उनकी", "उनके", "उस", "उसका",
       "उसकी", "उसके", "उसे", "एक", "और", "कब", "कर", "करता", "करते", "करना", "करने", "कहा", "कहां", "का", "कि", "किए",
       "किया", "किस", "किसने", "किसी", "की", "कुछ", "के", "को", "कोई", "कौन", "कौनसा", "क्या", "क्यों", "गई", "गए", "गया",
       "जब", "जा", "जाता", "जाती", "जाते", "जो", "तक", "तो", "था", "थी", "थीं", "थे", "द्वारा", "ने", "पर", "भी", "में", "यह",
       "या", "ये", "रहा", "रही", "रहे", "लिए", "वह", "वाला", "वाली", "वाले", "वे", "से", "ही", "हुआ", "हुई", "हुए", "है", "हैं",
       "हो", "होता", "होती", "होते", "होना", "होने",
       // Spanish and French
       "al", "au", "aux", "avec", "ce", "ces", "con", "cual", "cuales", "cuando", "cuanto", "cuantos", "cuanta",
       "cuantas", "dans", "de", "del", "des", "donde", "du", "el", "en", "es", "est", "esta", "este", "et", "fue",
       "fueron", "la", "las", "le", "les", "los", "lo", "par", "para", "por", "pour", "que", "quel", "quelle",
       "quelles", "quels", "qui", "quien", "quienes", "se", "son", "sont", "su", "sur", "sus", "un", "una", "une", "y",
       // Arabic
       "الا", "التي", "الذي", "الذين", "الي", "ان", "او", "اي", "اين", "بين", "تم", "ثم", "ذلك", "ضمن", "عن", "عند",
       "علي", "في", "قد", "كان", "كانت", "كم", "كما", "كيف", "لا", "لم", "لماذا", "ما", "ماذا", "متي", "مع", "من",
       "منذ", "هذا", "هذه", "هل", "هم", "هو", "هي", "و", "يتم", "يكون"});
  std::ranges::sort(words);
  return words;
}();

}  // namespace

bool is_stop_word(std::string_view folded) { return std::ranges::binary_search(stop_words, folded); }

}  // namespace edify::store::lexical
