#include "source/azure/event_queue.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>

#include "base/base64.h"
#include "http/testing/loopback_server.h"
#include "source/azure/listing_page.h"

namespace edify::source::azure {
namespace {

using http::testing::LoopbackServer;
using http::testing::Received;
using http::testing::reply;
using Kind = PathChange::Kind;
using Changes = std::vector<PathChange>;

std::string event(const std::string& type, const std::string& path, const std::string& container = "docs") {
  return fmt::format(
      R"({{"topic":"t","subject":"/blobServices/default/containers/{}/blobs/{}","eventType":"Microsoft.Storage.{}",)"
      R"("id":"1","data":{{"api":"PutBlob","url":"u"}},"dataVersion":"","metadataVersion":"1"}})",
      container, path, type);
}

TEST(EventMessage, ReadsBothSchemasPlainAndEncodedOneOrMany) {
  const Changes written = {{Kind::written, "SOP/a b.md"}};
  EXPECT_EQ(parse_event_message(event("BlobCreated", "SOP/a b.md"), "docs").value(), written);
  EXPECT_EQ(parse_event_message(base64_encode(event("BlobCreated", "SOP/a b.md")), "docs").value(), written);
  EXPECT_EQ(parse_event_message("[" + event("BlobCreated", "SOP/a b.md") + "]", "docs").value(), written);
  EXPECT_EQ(parse_event_message(event("BlobDeleted", "x.md"), "docs").value(), (Changes{{Kind::removed, "x.md"}}));
  EXPECT_EQ(parse_event_message(R"({"specversion":"1.0","type":"Microsoft.Storage.BlobCreated",)"
                                R"("subject":"/blobServices/default/containers/docs/blobs/SOP/a b.md","data":{}})",
                                "docs")
                .value(),
            written);
}

TEST(EventMessage, ARenamedBlobIsGoneThereAndNewHere) {
  const auto* renamed = R"({"eventType":"Microsoft.Storage.BlobRenamed","subject":"s","data":{)"
                        R"("sourceUrl":"https://a.dfs.core.windows.net/docs/old%20name.md",)"
                        R"("destinationUrl":"https://a.dfs.core.windows.net/docs/new.md"}})";
  EXPECT_EQ(parse_event_message(renamed, "docs").value(),
            (Changes{{Kind::removed, "old name.md"}, {Kind::written, "new.md"}}));
}

TEST(EventMessage, WhatIsOfAnotherContainerOrKindIsNoChangeAndWhatIsNoEventAnError) {
  EXPECT_TRUE(parse_event_message(event("BlobCreated", "a", "docs2"), "docs").value().empty());
  EXPECT_TRUE(parse_event_message(event("BlobTierChanged", "a"), "docs").value().empty());
  for (const auto* text : {"", "hello", "5", "[1]", "{}", R"({"eventType":5})",
                           R"({"eventType":"Microsoft.Storage.BlobRenamed"})", "aGVsbG8="}) {
    EXPECT_FALSE(parse_event_message(text, "docs").has_value()) << text;
  }
}

TEST(ListingPage, DecodesNamesThatXmlCanNotHoldAndLeavesFoldersAndGhostsOut) {
  const auto blob = [](const std::string& inner, const std::string& properties = "") {
    return "<Blob>" + inner + "<Properties><Etag>\"0x1\"</Etag><Content-Length>1</Content-Length>" + properties +
           "</Properties></Blob>";
  };
  const auto page = parse_listing_page(
      "<EnumerationResults><Blobs>" + blob("<Name Encoded=\"true\">a%EF%BF%BEb</Name>") +
      blob("<Name>100%25 &amp; 1</Name>") + blob("<Name>folder</Name>", "<ResourceType>directory</ResourceType>") +
      blob("<Name>old</Name><Snapshot>2020</Snapshot>") + blob("<Name>gone</Name><Deleted>true</Deleted>") +
      "<Blob><Name>dir</Name><Properties/><Metadata><Hdi_isfolder>true</Hdi_isfolder></Metadata></Blob>" +
      blob("<Name>tagged</Name><Metadata><owner>me</owner></Metadata><Tags><TagSet><Tag><Key>a b</Key><Value>c</Value>"
           "</Tag></TagSet></Tags>") +
      "</Blobs><NextMarker>m</NextMarker></EnumerationResults>");
  ASSERT_TRUE(page.has_value()) << page.error().message;
  ASSERT_EQ(page->objects.size(), 3U);
  EXPECT_EQ(page->objects[0].path,
            "a\xEF\xBF\xBE"
            "b");
  EXPECT_EQ(page->objects[1].path, "100%25 & 1");
  EXPECT_EQ(page->objects[0].etag, "0x1");
  EXPECT_EQ(page->objects[2].metadata, (std::map<std::string, std::string>{{"owner", "me"}, {"tag:a b", "c"}}));
  EXPECT_EQ(page->next_marker, "m");
}

TEST(EventQueue, GivesChangesAndDeletesWhatIsAcknowledgedOrPoison) {
  std::atomic<int> deleted = 0;
  std::string deletions;
  LoopbackServer server([&](const Received& received) {
    if (received.method == "DELETE") {
      ++deleted;
      deletions += received.target + "\n";
      return reply(204);
    }
    const auto message = [](const std::string& id, const std::string& text) {
      return "<QueueMessage><MessageId>" + id + "</MessageId><PopReceipt>r+" + id + "=</PopReceipt><MessageText>" +
             text + "</MessageText></QueueMessage>";
    };
    const auto both = base64_encode("[" + event("BlobCreated", "a.md") + "," + event("BlobDeleted", "b.md") + "]");
    return reply(200, "<QueueMessagesList>" + message("one", both) + message("two", "poison") +
                          message("three", base64_encode(event("BlobCreated", "x", "other"))) + "</QueueMessagesList>");
  });
  Settings settings;
  settings.connection_string =
      Secret(fmt::format("AccountName=a;AccountKey=a2V5;BlobEndpoint={0};QueueEndpoint={0}", server.url()));
  settings.event_queue = "events";
  const auto queue = EventQueue::open(settings, "docs").value();
  const auto events = queue->receive().value();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].change, (PathChange{Kind::written, "a.md"}));
  EXPECT_EQ(events[1].change, (PathChange{Kind::removed, "b.md"}));
  EXPECT_EQ(queue->poison_messages(), 1U);
  EXPECT_EQ(deleted, 2);  // the poison, and what is of another container
  ASSERT_TRUE(queue->acknowledge(events).has_value());
  EXPECT_EQ(deleted, 3);
  EXPECT_NE(deletions.find("/events/messages/one?popreceipt=r%2Bone%3D"), std::string::npos);
}

TEST(EventQueue, AQueueThatIsNotThereIsNamed) {
  LoopbackServer server([](const Received&) { return reply(404, "", "x-ms-error-code: QueueNotFound\r\n"); });
  Settings settings;
  settings.connection_string =
      Secret(fmt::format("AccountName=a;AccountKey=a2V5;BlobEndpoint={0};QueueEndpoint={0}", server.url()));
  settings.event_queue = "events";
  const auto queue = EventQueue::open(settings, "docs").value();
  const auto outcome = queue->receive();
  ASSERT_FALSE(outcome.has_value());
  EXPECT_NE(outcome.error().message.find("QueueNotFound"), std::string::npos);
}

}  // namespace
}  // namespace edify::source::azure
