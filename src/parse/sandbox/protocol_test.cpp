#include "parse/sandbox/protocol.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "parse/sandbox/wire.h"

namespace edify::parse {
namespace {

Element sample_element() {
  Element element;
  element.type = ElementType::table;
  element.text = "Fee | ₹ 1,200\nDue | June";
  element.html = "<table><tr><td>Fee</td></tr></table>";
  element.page = 3;
  element.box = {10.5F, 20, 300, 40.25F};
  element.language = "en";
  element.source = TextSource::ocr;
  element.spans = {{0, 5, 3, {1, 2, 3, 4}}, {5, 9, 4, {5, 6, 7, 8}}};
  return element;
}

ParsedDocument sample_facts() {
  ParsedDocument document;
  document.content_type = "application/pdf";
  document.title = "Fees";
  document.page_count = 7;
  document.pages_needing_ocr = {2, 5, 7};
  document.pages = {{.page = 1, .characters = 700, .trouble = ""},
                    {.page = 2,
                     .characters = 3,
                     .reason = OcrReason::legacy_font,
                     .recognized = true,
                     .confidence = 0.25F,
                     .is_suspicious = true,
                     .trouble = "timeout"}};
  return document;
}

TEST(Protocol, CarriesEveryFieldOfARequest) {
  ParseRequest request;
  request.options.name = "a.pdf";
  request.options.strategy = Strategy::ocr;
  request.options.pages = {2, 9};
  request.options.ocr = {.models = "/models", .languages = {"hin", "eng"}, .max_dots_per_inch = 200};
  int value = 0;
  each_limit(request.options.limits, [&](auto& limit) { limit = std::remove_reference_t<decltype(limit)>(++value); });
  request.size = 1ULL << 40;
  const auto decoded = decode_parse_request(encode(request));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->options.name, "a.pdf");
  EXPECT_EQ(decoded->options.strategy, Strategy::ocr);
  EXPECT_EQ(decoded->options.pages.first, 2U);
  EXPECT_EQ(decoded->options.pages.last, 9U);
  EXPECT_EQ(decoded->options.limits, request.options.limits);
  EXPECT_EQ(decoded->options.ocr, request.options.ocr);
  EXPECT_EQ(decoded->size, 1ULL << 40);
}

TEST(Protocol, CarriesTheSandboxAndWhatBecameOfIt) {
  const auto policy = decode_policy(encode(SandboxPolicy{SandboxMode::best_effort, {"/usr/share/models", "/x"}}));
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->mode, SandboxMode::best_effort);
  EXPECT_EQ(policy->readable, (std::vector<std::string>{"/usr/share/models", "/x"}));
  const Confinement confinement{.landlock_version = 6, .filters_system_calls = true};
  const auto decoded = decode_confinement(encode(confinement));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(*decoded, confinement);
}

TEST(Protocol, CarriesElementsAndFactsUnchanged) {
  const std::vector<Element> elements = {sample_element(), Element{}};
  const auto decoded = decode_elements(encode(elements));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(*decoded, elements);
  const auto facts = decode_facts(encode_facts(sample_facts()));
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->title, "Fees");
  EXPECT_EQ(facts->page_count, 7U);
  EXPECT_EQ(facts->pages_needing_ocr, (std::vector<std::uint32_t>{2, 5, 7}));
  EXPECT_EQ(facts->pages, sample_facts().pages);
}

TEST(Protocol, CarriesErrorsWithoutTheControlCharactersThatATerminalObeys) {
  const Error decoded = decode_error(encode(Error(ErrorCode::over_limit, "too\nlong \x1b[31m", "pages")));
  EXPECT_EQ(decoded.code, ErrorCode::over_limit);
  EXPECT_EQ(decoded.message, "too long [31m");
  EXPECT_EQ(decoded.reason, "pages");
}

TEST(Protocol, CountsAnElementsEncodedSizeExactly) {
  const Element element = sample_element();
  EXPECT_EQ(encode(std::span(&element, 1)).size(), encoded_size(element) + sizeof(std::uint32_t));
}

TEST(Protocol, RefusesFramesAboveTheLimitAndOfUnknownType) {
  EXPECT_TRUE(decode_header(encode_header({FrameType::elements, max_frame_bytes})));
  EXPECT_FALSE(decode_header(encode_header({FrameType::elements, max_frame_bytes + 1})));
  EXPECT_FALSE(decode_header(encode_header({static_cast<FrameType>(9), 1})));
  EXPECT_FALSE(decode_header("abc"));
}

TEST(Protocol, RefusesRangesThatAreEmptyOrTooLong) {
  EXPECT_TRUE(decode_range_request(encode(RangeRequest{5, max_range_bytes})));
  EXPECT_FALSE(decode_range_request(encode(RangeRequest{5, 0})));
  EXPECT_FALSE(decode_range_request(encode(RangeRequest{5, max_range_bytes + 1})));
}

TEST(Protocol, RefusesElementsThatTheModelDoesNotAllow) {
  const auto refuses = [](const auto& damage) {
    Element element = sample_element();
    damage(element);
    return !decode_elements(encode(std::span(&element, 1))).has_value();
  };
  EXPECT_FALSE(refuses([](Element&) {}));
  EXPECT_TRUE(refuses([](Element& e) { e.type = static_cast<ElementType>(12); }));
  EXPECT_TRUE(refuses([](Element& e) { e.source = static_cast<TextSource>(2); }));
  EXPECT_TRUE(refuses([](Element& e) { e.level = -1; }));
  EXPECT_TRUE(refuses([](Element& e) { e.text = "\xC0\xAF"; }));
  EXPECT_TRUE(refuses([](Element& e) { e.html = "\xFF"; }));
  EXPECT_TRUE(refuses([](Element& e) { e.box.x1 = std::numeric_limits<float>::quiet_NaN(); }));
  EXPECT_TRUE(refuses([](Element& e) { e.spans[0].box.y0 = std::numeric_limits<float>::infinity(); }));
  EXPECT_TRUE(refuses([](Element& e) { e.spans[1].end = 10'000; }));
  EXPECT_TRUE(refuses([](Element& e) { e.spans[1].begin = 10; }));
}

TEST(Protocol, RefusesPagesOutOfOrderOrBeyondTheDocument) {
  for (const std::vector<std::uint32_t>& pages : {std::vector<std::uint32_t>{2, 2}, {5, 2}, {0, 1}, {8}}) {
    ParsedDocument document = sample_facts();
    document.pages_needing_ocr = pages;
    EXPECT_FALSE(decode_facts(encode_facts(document)));
  }
}

TEST(Protocol, DoesNotAllocateForCountsThatThePayloadCanNotHold) {
  WireWriter out;
  out.number(std::uint32_t{0xFFFFFFFF});
  EXPECT_FALSE(decode_elements(std::move(out).take()));
}

TEST(Protocol, RefusesEveryTruncation) {
  const Element element = sample_element();
  const std::string elements = encode(std::span(&element, 1));
  for (std::size_t size = 0; size < elements.size(); ++size) EXPECT_FALSE(decode_elements(elements.substr(0, size)));
  const std::string facts = encode_facts(sample_facts());
  for (std::size_t size = 0; size < facts.size(); ++size) EXPECT_FALSE(decode_facts(facts.substr(0, size)));
  const std::string request = encode(ParseRequest{});
  for (std::size_t size = 0; size < request.size(); ++size) EXPECT_FALSE(decode_parse_request(request.substr(0, size)));
  EXPECT_FALSE(decode_elements(elements + "x"));
}

// Whatever damage does, an answer is an Error or a value that its own encoder makes again, byte for byte.
TEST(Protocol, SurvivesRandomDamage) {
  std::mt19937 random(20251122);
  const std::vector<Element> sample = {sample_element(), sample_element()};
  const std::string elements = encode(sample);
  const std::string facts = encode_facts(sample_facts());
  int refused = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string damaged = round % 2 == 0 ? elements : facts;
    for (unsigned i = 0; i <= random() % 4; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
    if (round % 2 == 0) {
      const auto decoded = decode_elements(damaged);
      EXPECT_TRUE(!decoded || encode(*decoded) == damaged);
      refused += decoded ? 0 : 1;
    } else {
      const auto decoded = decode_facts(damaged);
      EXPECT_TRUE(!decoded || encode_facts(*decoded) == damaged);
      refused += decoded ? 0 : 1;
    }
    decode_parse_request(damaged);
    decode_range_request(damaged);
    decode_error(damaged);
    decode_header(damaged);
  }
  EXPECT_GT(refused, 10'000);
}

}  // namespace
}  // namespace edify::parse
