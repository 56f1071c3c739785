#include "model/latin_language.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace edify {
namespace {

using Words = std::span<const std::string_view>;

template <std::size_t Count>
constexpr std::array<std::string_view, Count> sorted(std::array<std::string_view, Count> words) {
  std::ranges::sort(words);
  return words;
}

// Function words: articles, pronouns, prepositions, conjunctions, auxiliaries, question words.
// A word of several languages stands in each of their lists and so decides nothing between them.
constexpr auto english_words = sorted(std::to_array<std::string_view>(
    {"a",       "about",   "according", "after", "against", "all",     "also",     "an",        "and",      "any",
     "are",     "as",      "at",        "be",    "because", "been",    "before",   "being",     "between",  "both",
     "but",     "by",      "can",       "cause", "causes",  "could",   "decrease", "decreases", "define",   "describe",
     "did",     "do",      "does",      "down",  "during",  "each",    "explain",  "find",      "first",    "following",
     "for",     "four",    "from",      "give",  "given",   "had",     "has",      "have",      "having",   "he",
     "her",     "high",    "higher",    "his",   "how",     "i",       "if",       "in",        "increase", "increases",
     "into",    "is",      "it",        "its",   "low",     "lower",   "made",     "make",      "makes",    "many",
     "may",     "more",    "most",      "much",  "must",    "name",    "new",      "no",        "not",      "of",
     "on",      "one",     "only",      "or",    "other",   "our",     "out",      "over",      "per",      "reduce",
     "reduces", "s",       "same",      "she",   "should",  "so",      "some",     "such",      "than",     "that",
     "the",     "their",   "t",         "them",  "then",    "there",   "these",    "they",      "this",     "those",
     "three",   "through", "to",        "two",   "under",   "up",      "use",      "used",      "using",    "very",
     "via",     "was",     "we",        "were",  "what",    "when",    "where",    "which",     "while",    "who",
     "whose",   "why",     "will",      "with",  "within",  "without", "would",    "you",       "your"}));
constexpr auto spanish_words = sorted(std::to_array<std::string_view>(
    {"a",      "al",    "ante",   "antes",   "año",     "años",    "como",   "con",     "contra", "cual",   "cuando",
     "cuanto", "cuál",  "cuáles", "cuándo",  "cuánta",  "cuántas", "cuánto", "cuántos", "cómo",   "de",     "del",
     "desde",  "dice",  "donde",  "durante", "dónde",   "e",       "el",     "ella",    "ellos",  "en",     "entre",
     "era",    "eran",  "es",     "esa",     "ese",     "eso",     "esta",   "estaba",  "estas",  "este",   "esto",
     "estos",  "está",  "están",  "fue",     "fueron",  "ha",      "hace",   "han",     "hasta",  "hay",    "la",
     "las",    "le",    "les",    "llama",   "lo",      "los",     "me",     "mi",      "más",    "muy",    "ni",
     "no",     "nos",   "o",      "otra",    "otro",    "otros",   "para",   "pero",    "por",    "porque", "puede",
     "pueden", "que",   "quien",  "quién",   "quiénes", "qué",     "se",     "sea",     "según",  "ser",    "si",
     "sin",    "sobre", "son",    "su",      "sus",     "también", "tenía",  "tiene",   "tienen", "todo",   "todos",
     "tras",   "tuvo",  "un",     "una",     "unas",    "uno",     "unos",   "y",       "ya"}));
constexpr auto french_words = sorted(std::to_array<std::string_view>(
    {"a",       "ai",    "au",   "aux",  "avec", "ce",       "ces",  "cette", "chez",  "comme", "comment",
     "combien", "d",     "dans", "de",   "des",  "dont",     "du",   "elle",  "elles", "en",    "entre",
     "est",     "et",    "eu",   "fait", "il",   "ils",      "je",   "l",     "la",    "le",    "les",
     "leur",    "leurs", "lui",  "mais", "me",   "ne",       "nous", "on",    "ont",   "ou",    "où",
     "par",     "pas",   "peut", "plus", "pour", "pourquoi", "qu",   "quand", "que",   "quel",  "quelle",
     "quelles", "quels", "qui",  "quoi", "sa",   "sans",     "se",   "ses",   "si",    "son",   "sont",
     "sous",    "sur",   "un",   "une",  "vous", "y",        "à",    "ça",    "été",   "était", "être"}));
constexpr auto portuguese_words = sorted(std::to_array<std::string_view>(
    {"a",       "ao",     "aos",   "as",   "até",  "com",   "como",   "da",    "das",   "de",     "depois",
     "do",      "dos",    "e",     "ela",  "ele",  "eles",  "em",     "entre", "era",   "essa",   "esse",
     "esta",    "este",   "está",  "eu",   "foi",  "foram", "há",     "isso",  "já",    "lhe",    "mais",
     "mas",     "me",     "muito", "na",   "nas",  "no",    "nos",    "não",   "o",     "onde",   "os",
     "ou",      "para",   "pela",  "pelo", "pode", "por",   "porque", "qual",  "quais", "quando", "quantas",
     "quantos", "que",    "quem",  "se",   "sem",  "ser",   "seu",    "seus",  "sobre", "sua",    "suas",
     "são",     "também", "tem",   "têm",  "um",   "uma",   "à",      "às",    "é"}));
constexpr auto german_words = sorted(std::to_array<std::string_view>(
    {"aber", "alle",   "als",     "am",      "an",    "auch",  "auf",      "aus",   "bei",     "bis",
     "das",  "dass",   "dem",     "den",     "der",   "des",   "die",      "diese", "dieser",  "durch",
     "ein",  "eine",   "einem",   "einen",   "einer", "eines", "er",       "es",    "für",     "gibt",
     "hat",  "hatte",  "ich",     "ihr",     "im",    "in",    "ist",      "kann",  "können",  "man",
     "mit",  "nach",   "nicht",   "noch",    "nur",   "oder",  "sich",     "sie",   "sind",    "so",
     "und",  "unter",  "viele",   "vom",     "von",   "vor",   "wann",     "war",   "waren",   "warum",
     "was",  "welche", "welcher", "welches", "wenn",  "wer",   "werden",   "wie",   "wieviel", "wird",
     "wo",   "wurde",  "wurden",  "zu",      "zum",   "zur",   "zwischen", "über"}));
constexpr auto italian_words = sorted(std::to_array<std::string_view>(
    {"a",      "ai",     "al",     "alla",   "anche",  "che",   "chi", "ci",    "come",  "con",   "cosa",
     "cui",    "d",      "da",     "dal",    "dalla",  "degli", "dei", "del",   "della", "delle", "di",
     "dove",   "e",      "ed",     "era",    "fu",     "gli",   "ha",  "hanno", "i",     "il",    "in",
     "io",     "l",      "la",     "le",     "lo",     "loro",  "ma",  "mi",    "nei",   "nel",   "nella",
     "non",    "o",      "ogni",   "per",    "perché", "più",   "può", "qual",  "quale", "quali", "quando",
     "quanti", "quanto", "questa", "questo", "se",     "si",    "sia", "sono",  "stato", "su",    "sua",
     "sul",    "sulla",  "suo",    "suoi",   "tra",    "un",    "una", "uno",   "è"}));

// Endings of long words, weaker evidence than a function word: what a claim without any has to go by.
constexpr auto english_endings = std::to_array<std::string_view>(
    {"able", "ance", "ances", "ase",  "ases",  "ate",  "ated", "ates", "ation", "ces", "cted", "ction", "des",
     "dly",  "ed",   "ence",  "ents", "ers",   "ess",  "ful",  "ght",  "gy",    "ics", "ing",  "ings",  "ism",
     "ity",  "ive",  "kes",   "less", "ly",    "ment", "ncy",  "ness", "ors",   "ous", "phy",  "rds",   "rth",
     "ship", "sis",  "ths",   "tion", "tions", "tive", "try",  "tty",  "ture",  "uce", "uces", "wth",   "y"});
constexpr auto spanish_endings = std::to_array<std::string_view>(
    {"aba",  "aban", "ad",     "ada", "adas",  "ado",   "ados",  "aje",  "ando", "anza",  "ar",
     "aron", "ción", "ciones", "dad", "dades", "dor",   "encia", "er",   "eron", "iendo", "ieron",
     "illo", "ir",   "ivo",    "iza", "mente", "mento", "ría",   "sión", "ías",  "ían",   "ó"});
constexpr auto french_endings = std::to_array<std::string_view>(
    {"aient",    "ait", "ançais", "aux",   "elle",    "eur", "eurs", "eux", "ienne", "ique", "iques", "isme",
     "issement", "ité", "oire",   "ssant", "ssement", "té",  "tés",  "é",   "ée",    "ées",  "és"});
constexpr auto portuguese_endings = std::to_array<std::string_view>(
    {"ada",  "ado",  "ados", "agem", "ando", "ar",    "aram",  "ava", "cia",  "dade", "dades",
     "eiro", "endo", "er",   "inho", "ir",   "mente", "mento", "ção", "ções", "ões",  "ão"});
constexpr auto german_endings = std::to_array<std::string_view>(
    {"chen",   "cht",  "eit",  "eiten", "ern",    "ieren", "ige",    "igen", "isch", "ische",
     "ischen", "keit", "lich", "liche", "lichen", "lung",  "schaft", "tät",  "ung",  "ungen"});
constexpr auto italian_endings =
    std::to_array<std::string_view>({"ata", "ati", "ato", "azione", "azioni", "enza", "etta", "gli", "ioni", "ismo",
                                     "ista", "ità", "mente", "mento", "ndo", "tore", "zione", "zioni", "zza"});

struct LatinLanguage {
  std::string_view code;
  Words words;
  Words endings;
  std::u32string_view letters;  // that few of the others use
};
constexpr std::array languages = std::to_array<LatinLanguage>({
    {"en", english_words, english_endings, U""},
    {"es", spanish_words, spanish_endings, U"¿¡ñáíóú"},
    {"fr", french_words, french_endings, U"àâçèêëîïôùûœ"},
    {"pt", portuguese_words, portuguese_endings, U"ãõçáâêôíú"},
    {"de", german_words, german_endings, U"äöüß"},
    {"it", italian_words, italian_endings, U"àèìòù"},
});

constexpr int word_weight = 3;
constexpr int letter_weight = 2;
constexpr int ending_weight = 1;
constexpr std::size_t shortest_word_with_ending = 5;  // bytes: short words end by chance

using Votes = std::array<int, languages.size()>;

void vote_for_word(std::string_view word, Votes& votes) {
  for (std::size_t i = 0; i < languages.size(); ++i) {
    if (std::ranges::binary_search(languages[i].words, word)) votes[i] += word_weight;
    if (word.size() < shortest_word_with_ending) continue;
    const auto ends = [word](std::string_view ending) { return word.ends_with(ending); };
    if (std::ranges::any_of(languages[i].endings, ends)) votes[i] += ending_weight;
  }
}

void vote_for_letter(UChar32 c, Votes& votes) {
  for (std::size_t i = 0; i < languages.size(); ++i) {
    if (languages[i].letters.contains(static_cast<char32_t>(c))) votes[i] += letter_weight;
  }
}

void append(UChar32 c, std::string& word) {
  std::array<char, U8_MAX_LENGTH> bytes{};
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes.data(), length, c);
  word.append(bytes.data(), static_cast<std::size_t>(length));
}

Votes count_votes(std::string_view utf8) {
  Votes votes{};
  std::string word;
  const auto length = static_cast<std::int32_t>(utf8.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(utf8.data(), i, length, c);
    if (c >= 0x80) vote_for_letter(c = u_tolower(c), votes);
    if (c >= 0 && u_isalpha(c)) {
      append(u_tolower(c), word);
    } else if (!word.empty()) {
      vote_for_word(word, votes);
      word.clear();
    }
  }
  if (!word.empty()) vote_for_word(word, votes);
  return votes;
}

}  // namespace

std::string_view detect_latin_language(std::string_view utf8) {
  const Votes votes = count_votes(utf8);
  const auto most = std::ranges::max_element(votes);
  if (*most == 0 || std::ranges::count(votes, *most) > 1) return {};
  return languages[static_cast<std::size_t>(most - votes.begin())].code;
}

}  // namespace edify
