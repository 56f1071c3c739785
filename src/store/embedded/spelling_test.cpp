#include "store/embedded/spelling.h"

#include <gmock/gmock.h>

#include "store/embedded/embedded_store.h"
#include "store/store_test_data.h"

namespace edify::store::test {
namespace {

TEST(EditDistance, CountsLettersAndThoseThatChangedPlaces) {
  EXPECT_EQ(edit_distance(U"plant", U"plant", 2), 0U);
  EXPECT_EQ(edit_distance(U"plant", U"palnt", 2), 1U);
  EXPECT_EQ(edit_distance(U"fotosynthesi", U"photosynthesi", 2), 2U);
  EXPECT_EQ(edit_distance(U"plant", U"planets", 2), 2U);
  EXPECT_EQ(edit_distance(U"plant", U"animal", 2), 3U) << "more than that is not counted";
  EXPECT_EQ(edit_distance(U"", U"ab", 2), 2U);
}

class Spelling : public testing::Test {
 protected:
  std::vector<std::string> meant(std::string_view text, const Scope& scope = everything()) const {
    std::vector<std::string> terms;
    const auto found = store_->respell(scope, text).value();
    for (const auto& each : found) terms.push_back(each.word + ">" + each.term);
    return terms;
  }

  TemporaryFolder folder_;
  std::unique_ptr<EmbeddedStore> store_ = EmbeddedStore::open({.database = folder_.path() / "edify.db",
                                                               .index_folder = folder_.path() / "index",
                                                               .embedding_model = "test model",
                                                               .follow_changes = false})
                                              .value();
};

TEST_F(Spelling, FindsTheNearestWordThatIsThere) {
  put(*store_, "Knowledge Bank/kb/2025-2026/plants.pdf", "v1",
      {"Photosynthesis feeds the plant.", "Chlorophyll is green.", "पौधे प्रकाश संश्लेषण करते हैं"}, 1);
  EXPECT_THAT(meant("What is fotosynthesis?"), testing::ElementsAre("fotosynthesis>photosynthesi"));
  EXPECT_THAT(meant("Is clorophyl geen?"), testing::Contains("clorophyl>chlorophyl"));
  EXPECT_THAT(meant("How does photosynthesis feed a plant?"), testing::IsEmpty());
  EXPECT_THAT(meant("Who won in 1983?"), testing::IsEmpty());
  EXPECT_THAT(meant("astronomy"), testing::IsEmpty());
}

TEST_F(Spelling, KnowsNoWordThatTheCallerMayNotSee) {
  put(*store_, "SOP/Administration/vault.pdf", "v1", {"The combination of the strongroom."}, 1);
  put(*store_, "Knowledge Bank/kb/2025-2026/grade9/rooms.pdf", "v1", {"The laboratory of grade nine."}, 2);
  const Scope student = scope_of(Role::student, {"grade5"}, false);
  EXPECT_THAT(meant("strongrooom", everything()), testing::SizeIs(1));
  EXPECT_THAT(meant("strongrooom laboratry", student), testing::IsEmpty());
}

TEST_F(Spelling, ForgetsTheWordsOfWhatWasRemoved) {
  put(*store_, "Knowledge Bank/kb/2025-2026/plants.pdf", "v1", {"Photosynthesis feeds the plant."}, 1);
  put(*store_, "Knowledge Bank/kb/2025-2026/roots.pdf", "v1", {"Roots drink water."}, 2);
  ASSERT_TRUE(store_->remove(document_id("Knowledge Bank/kb/2025-2026/plants.pdf")));
  EXPECT_THAT(meant("fotosynthesis"), testing::IsEmpty());
}

}  // namespace
}  // namespace edify::store::test
