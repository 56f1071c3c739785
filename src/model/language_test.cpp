#include "model/language.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace edify {
namespace {

TEST(Language, ReadsLatinLanguagesFromTheirFunctionWords) {
  EXPECT_EQ(detect_language("How many points did the Panthers defense surrender?"), "en");
  EXPECT_EQ(detect_language("¿Cuántos puntos dejaron escapar en defensa los Panthers?"), "es");
  EXPECT_EQ(detect_language("Quelle est la capitale de la Pologne ?"), "fr");
  EXPECT_EQ(detect_language("Qual é a capital do Brasil e onde fica?"), "pt");
  EXPECT_EQ(detect_language("Wie funktioniert die Photosynthese in den Blättern?"), "de");
  EXPECT_EQ(detect_language("Che cosa sono le cellule e come si dividono?"), "it");
}

TEST(Language, TellsShortQuestionsApart) {
  EXPECT_EQ(detect_language("what is osmosis"), "en");
  EXPECT_EQ(detect_language("qué es la ósmosis"), "es");
  EXPECT_EQ(detect_language("que es la osmosis"), "es");
  EXPECT_EQ(detect_language("WHAT IS A CELL?"), "en");
  EXPECT_EQ(detect_language("c'est quoi une cellule"), "fr");
}

TEST(Language, ReadsEnglishClaimsWithoutFunctionWordsFromTheirEndings) {
  EXPECT_EQ(detect_language("0-dimensional biomaterials lack inductive properties."), "en");
  EXPECT_EQ(detect_language("Cold exposure increases BAT recruitment."), "en");
}

TEST(Language, ReadsOtherLanguagesFromTheirScript) {
  EXPECT_EQ(detect_language("पैंथर्स डिफ़ेंस ने कितने अंक दिए?"), "hi");
  EXPECT_EQ(detect_language("كم نقطة تخلى عنها دفاع البانثرز؟"), "ar");
  EXPECT_EQ(detect_language("ضیائی تالیف کیا ہے؟"), "ur");
  EXPECT_EQ(detect_language("فتوسنتز چگونه کار می‌کند؟"), "fa");
  EXPECT_EQ(detect_language("什么是光合作用？"), "zh");
  EXPECT_EQ(detect_language("光合成とは何ですか"), "ja");
  EXPECT_EQ(detect_language("광합성이란 무엇입니까?"), "ko");
  EXPECT_EQ(detect_language("Что такое фотосинтез?"), "ru");
  EXPECT_EQ(detect_language("Τι είναι η φωτοσύνθεση;"), "el");
  EXPECT_EQ(detect_language("מהי פוטוסינתזה?"), "he");
  EXPECT_EQ(detect_language("การสังเคราะห์ด้วยแสงคืออะไร"), "th");
  EXPECT_EQ(detect_language("সালোকসংশ্লেষণ কী?"), "bn");
  EXPECT_EQ(detect_language("ஒளிச்சேர்க்கை என்றால் என்ன?"), "ta");
  EXPECT_EQ(detect_language("కిరణజన్య సంయోగక్రియ అంటే ఏమిటి?"), "te");
  EXPECT_EQ(detect_language("પ્રકાશસંશ્લેષણ શું છે?"), "gu");
  EXPECT_EQ(detect_language("ਪ੍ਰਕਾਸ਼ ਸੰਸ਼ਲੇਸ਼ਣ ਕੀ ਹੈ?"), "pa");
}

TEST(Language, KeepsTheLanguageAroundTermsOfAnotherScript) {
  EXPECT_EQ(detect_language("DNA क्या है?"), "hi");
  EXPECT_EQ(detect_language("What does the word नमस्ते mean?"), "en");
  EXPECT_EQ(detect_language("Neutrophils produce IL-1β in response to large particles."), "en");
}

TEST(Language, IsEmptyWithoutEvidence) {
  EXPECT_EQ(detect_language(""), "");
  EXPECT_EQ(detect_language("2025-2026 (42)"), "");
  EXPECT_EQ(detect_language("Newton"), "");
  EXPECT_EQ(detect_language("🙂 !!"), "");
}

TEST(Language, ReadsBrokenUtf8AsFarAsItGoes) {
  EXPECT_EQ(detect_language("\xff\xfewhat is the \xe0\xa4"), "en");
  // The cut after the longest evidence may fall inside a character.
  std::string cut(4095, ' ');
  cut.replace(0, 11, "what is the");
  EXPECT_EQ(detect_language(cut + "है"), "en");
}

}  // namespace
}  // namespace edify
