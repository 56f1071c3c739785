#include "source/azure/azure_source.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>

#include "base/hash.h"
#include "http/testing/loopback_server.h"

namespace edify::source::azure {
namespace {

using http::testing::LoopbackServer;
using http::testing::Received;
using http::testing::Reply;
using http::testing::reply;

constexpr std::string_view canary = "Y2FuYXJ5LXNlY3JldC1jYW5hcnktc2VjcmV0";

// Retries without waiting.
http::RetryHooks patient() {
  auto hooks = http::RetryHooks::real();
  hooks.sleep = [](std::chrono::milliseconds, const std::stop_token&) {};
  return hooks;
}

Settings settings_for(const LoopbackServer& server) {
  Settings settings;
  settings.endpoint = server.url() + "/school";
  settings.account = "school";
  settings.account_key = Secret(std::string(canary));
  return settings;
}

std::unique_ptr<AzureSource> open(const LoopbackServer& server) {
  return AzureSource::open(settings_for(server), "docs", {}, patient()).value();
}

std::string blob(const std::string& name, std::size_t size = 5) {
  return fmt::format(
      "<Blob><Name>{}</Name><Properties><Last-Modified>Sun, 06 Nov 1994 08:49:37 GMT</Last-Modified><Etag>0x1</Etag>"
      "<Content-Length>{}</Content-Length><Content-Type>text/plain</Content-Type></Properties></Blob>",
      name, size);
}

std::string page(const std::string& blobs, const std::string& next = "") {
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>" + blobs + "</Blobs><NextMarker>" +
         next + "</NextMarker></EnumerationResults>";
}

SourceObject object(std::uint64_t size = 5) {
  SourceObject out;
  out.path = "a b%.txt";
  out.size = size;
  out.etag = "0x1";
  return out;
}

struct Listed {
  Result<void> outcome;
  std::vector<std::string> paths;
};

Listed list(AzureSource& source) {
  Listed out;
  out.outcome = source.list("", [&](SourceObject&& each) {
    out.paths.push_back(each.path);
    return true;
  });
  return out;
}

Result<std::string> read(AzureSource& source, std::uint64_t offset = 0, std::size_t length = 5,
                         const SourceObject& from = object()) {
  std::string out(length, '\0');
  const auto reader = source.open(from);
  EDIFY_TRY(const auto count, (*reader)->read(offset, std::as_writable_bytes(std::span(out))));
  out.resize(count);
  return out;
}

std::string ranged(const std::string& text) {
  return fmt::format("Content-Range: bytes 0-{}/{}\r\nETag: \"0x1\"\r\n", text.size() - 1, text.size());
}

TEST(AzureSource, FollowsMarkersThroughThePages) {
  LoopbackServer server([](const Received& received) {
    EXPECT_NE(received.target.find("maxresults=5000"), std::string::npos);
    if (received.target.find("marker=second%2F%2B") != std::string::npos) return reply(200, page(blob("b.txt")));
    return reply(200, page(blob("a.txt"), "second/+"));
  });
  const auto source = open(server);
  const auto listed = list(*source);
  EXPECT_TRUE(listed.outcome.has_value());
  EXPECT_EQ(listed.paths, (std::vector<std::string>{"a.txt", "b.txt"}));
}

TEST(AzureSource, AListingThatBreaksOffIsAnErrorAndNeverAShortListing) {
  for (const std::string& second :
       {std::string("<?xml version=\"1.0\"?><EnumerationResults><Blobs><Blob>"), std::string(), page("<Blob/>"),
        std::string("<EnumerationResults><Blobs></Blobs></EnumerationResults>"), std::string("<html>proxy</html>")}) {
    LoopbackServer server([&](const Received& received) {
      const bool is_second = received.target.find("marker=") != std::string::npos;
      return reply(200, is_second ? second : page(blob("a.txt"), "2"));
    });
    const auto source = open(server);
    EXPECT_FALSE(list(*source).outcome.has_value()) << second;
  }
  LoopbackServer circle([](const Received&) { return reply(200, page(blob("a.txt"), "1")); });
  EXPECT_FALSE(list(*open(circle)).outcome.has_value());
}

TEST(AzureSource, ListsWithoutTagsWhereTheyAreRefused) {
  LoopbackServer server([](const Received& received) {
    const bool with_tags = received.target.find("tags") != std::string::npos;
    return with_tags ? reply(403, "", "x-ms-error-code: AuthorizationPermissionMismatch\r\n")
                     : reply(200, page(blob("a.txt")));
  });
  EXPECT_EQ(list(*open(server)).paths, (std::vector<std::string>{"a.txt"}));
}

TEST(AzureSource, ReadsARangeUnderTheListedEtag) {
  LoopbackServer server([](const Received& received) {
    EXPECT_EQ(received.target, "/school/docs/a%20b%25.txt");
    EXPECT_EQ(received.header("x-ms-range"), "bytes=1-3");
    EXPECT_EQ(received.header("if-match"), "\"0x1\"");
    EXPECT_EQ(received.header("x-ms-range-get-content-md5"), "true");
    const auto sum = md5_base64(std::as_bytes(std::span("ell", 3)));
    return reply(206, "ell", "Content-Range: bytes 1-3/5\r\nContent-MD5: " + sum + "\r\n");
  });
  EXPECT_EQ(read(*open(server), 1, 3).value(), "ell");
}

TEST(AzureSource, AsksForNothingBeyondTheEndAndNothingToOpen) {
  LoopbackServer server([](const Received&) { return reply(500); });
  const auto source = open(server);
  EXPECT_EQ(read(*source, 5).value(), "");
  EXPECT_EQ(read(*source, 0, 5, object(0)).value(), "");
  EXPECT_EQ(server.requests(), 0);
}

TEST(AzureSource, TriesAgainAfterErrorsThatPass) {
  // Every way in which a read can go wrong and be mended, one after another.
  std::atomic<int> number = 0;
  LoopbackServer server([&](const Received&) {
    switch (++number) {
      case 1: return reply(503, "", "Retry-After: 1\r\n");
      case 2: return Reply{"", true};
      case 3: return Reply{"HTTP/1.1 206 P\r\nContent-Length: 5\r\n\r\nhel", true};
      case 4: return reply(206, "hel", ranged("hello"));
      case 5: return reply(206, "hellO", ranged("hello") + "Content-MD5: XUFAKrxLKna5cZ2REBfFkg==\r\n");
      default: return reply(206, "hello", ranged("hello") + "Content-MD5: XUFAKrxLKna5cZ2REBfFkg==\r\n");
    }
  });
  const auto source = open(server);
  EXPECT_EQ(read(*source).value(), "hello");
  const auto traffic = source->traffic();
  // The kept connection that was closed is the HTTP client's affair.
  EXPECT_EQ(server.requests(), 6);
  EXPECT_EQ(traffic.retries, 4U);
  EXPECT_EQ(traffic.requests, 5U);
  EXPECT_EQ(traffic.errors.at(503), 1U);
  EXPECT_EQ(traffic.errors.at(0), 1U);
}

TEST(AzureSource, SaysWhatHappenedToTheDocumentOrToTheSource) {
  struct Case {
    int status;
    const char* word;
    ErrorCode code;
    std::string_view reason;
    int requests;
  };
  const Case cases[] = {
      {412, "ConditionNotMet", ErrorCode::conflict, "changed", 1},
      {416, "InvalidRange", ErrorCode::conflict, "changed", 1},
      {404, "BlobNotFound", ErrorCode::not_found, "vanished", 1},
      {404, "ContainerNotFound", ErrorCode::unavailable, refused_reason, 1},
      {409, "BlobArchived", ErrorCode::unreadable, "archived", 1},
      {401, "InvalidAuthenticationInfo", ErrorCode::unavailable, refused_reason, 1},
      {403, "AuthenticationFailed", ErrorCode::unavailable, refused_reason, 1},
      {503, "ServerBusy", ErrorCode::unavailable, unreachable_reason, 6},
  };
  for (const auto& each : cases) {
    LoopbackServer server(
        [&](const Received&) { return reply(each.status, "", fmt::format("x-ms-error-code: {}\r\n", each.word)); });
    const auto outcome = read(*open(server));
    ASSERT_FALSE(outcome.has_value()) << each.word;
    EXPECT_EQ(outcome.error().code, each.code) << each.word;
    EXPECT_EQ(outcome.error().reason, each.reason) << each.word;
    EXPECT_EQ(server.requests(), each.requests) << each.word;
  }
}

TEST(AzureSource, AServerThatIsAwayIsTheSourceNotTheDocument) {
  std::unique_ptr<AzureSource> source;
  {
    LoopbackServer server([](const Received&) { return reply(200); });
    source = open(server);
  }
  EXPECT_EQ(read(*source).error().reason, unreachable_reason);
  EXPECT_EQ(source->list("", [](SourceObject&&) { return true; }).error().reason, unreachable_reason);
  EXPECT_EQ(source->find("a").error().reason, unreachable_reason);
}

TEST(AzureSource, FindsABlobAsAListingShowsIt) {
  LoopbackServer server([](const Received& received) {
    if (received.target.find("comp=tags") != std::string::npos) {
      return reply(200, "<Tags><TagSet><Tag><Key>unit</Key><Value>office</Value></Tag></TagSet></Tags>");
    }
    EXPECT_EQ(received.method, "HEAD");
    return Reply{
        "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nETag: \"0x1\"\r\nContent-Type: text/plain\r\n"
        "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nx-ms-meta-owner: me\r\nx-ms-tag-count: 1\r\n\r\n"};
  });
  const auto found = open(server)->find("a.txt").value();
  EXPECT_EQ(found.size, 7U);
  EXPECT_EQ(found.etag, "0x1");
  EXPECT_EQ(found.metadata, (std::map<std::string, std::string>{{"owner", "me"}, {"tag:unit", "office"}}));
}

TEST(AzureSource, DescribesItselfWithoutSecrets) {
  LoopbackServer server([](const Received&) { return reply(403, "<Code>AuthenticationFailed</Code>"); });
  const auto source = open(server);
  EXPECT_EQ(source->description(), "azure:" + server.url() + "/school/docs");
  EXPECT_EQ(source->credential(), "account key");
  EXPECT_EQ(read(*source).error().message.find(canary.substr(0, 12)), std::string::npos);
}

std::uint64_t status_kilobytes(std::string_view field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field)) return std::stoull(line.substr(field.size() + 1));
  }
  return 0;
}

TEST(AzureSource, AMillionNamesCostTheMemoryOfOnePage) {
  constexpr int pages = 200;
  const auto make_page = [](int number) {
    std::string blobs;
    for (int i = 0; i < 5000; ++i) {
      blobs += blob(fmt::format("Knowledge Bank/kb/2025-2026/grade{}/unit {}/document-{:07}.pdf", i % 12, number,
                                number * 5000 + i));
    }
    return page(blobs, number + 1 == pages ? "" : std::to_string(number + 1));
  };
  LoopbackServer server([&](const Received& received) {
    const auto at = received.target.find("marker=");
    return reply(200, make_page(at == std::string::npos ? 0 : std::stoi(received.target.substr(at + 7))));
  });
  const auto source = open(server);
  const auto before = status_kilobytes("VmRSS:");
  // VmHWM starts again from what is resident now.
  std::ofstream("/proc/self/clear_refs") << "5";
  std::uint64_t names = 0;
  ASSERT_TRUE(source
                  ->list("",
                         [&](SourceObject&&) {
                           ++names;
                           return true;
                         })
                  .has_value());
  const auto growth = (status_kilobytes("VmHWM:") - before) / 1024;
  fmt::print("1,000,000 names in {} pages: peak growth {} MB, the server's pages included\n", pages, growth);
  EXPECT_EQ(names, 1'000'000U);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LE(growth, 50U);
#endif
}

TEST(AzureSource, AsksNothingMoreOfABlobWhoseTimeIsUp) {
  const LoopbackServer server([](const Received&) { return reply(206, "hello"); });
  Settings settings = settings_for(server);
  settings.blob_timeout = std::chrono::seconds(0);  // and none for 5 bytes
  const auto source = AzureSource::open(settings, "docs", {}, patient()).value();
  std::array<std::byte, 5> out{};
  const auto read = source->open(object()).value()->read(0, out);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().reason, "slow_blob");
  EXPECT_EQ(read.error().code, ErrorCode::unavailable);
  EXPECT_EQ(source->traffic().requests, 0U);
}

}  // namespace
}  // namespace edify::source::azure
