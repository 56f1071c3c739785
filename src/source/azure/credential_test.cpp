#include <fmt/format.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <type_traits>

#include "base/base64.h"
#include "http/testing/loopback_server.h"
#include "source/azure/account.h"
#include "source/azure/keyed_hash.h"
#include "source/azure/shared_access_signature.h"
#include "source/azure/shared_key.h"
#include "source/azure/storage_client.h"
#include "source/azure/token_credential.h"
#include "source/azure/token_requests.h"

namespace edify::source::azure {
namespace {

using http::testing::LoopbackServer;
using http::testing::Received;
using http::testing::reply;
using namespace std::chrono_literals;

static_assert(!fmt::is_formattable<Secret>::value, "a Secret must not be printable");
static_assert(!std::is_convertible_v<Secret, std::string_view>);

Draft draft_for(const std::string& endpoint = "https://myaccount.blob.core.windows.net") {
  Draft draft;
  draft.endpoint = http::parse_endpoint(endpoint).value();
  return draft;
}

TEST(ConnectionString, GivesAccountKeyAndEndpoints) {
  Settings settings;
  settings.connection_string = Secret(
      "DefaultEndpointsProtocol=https;AccountName=school;AccountKey=a2V5PT0=;EndpointSuffix=core.chinacloudapi.cn");
  const auto account = account_of(settings).value();
  EXPECT_EQ(account.name, "school");
  EXPECT_EQ(account.connection_key.reveal(), "a2V5PT0=");
  EXPECT_EQ(account.blob.text(), "https://school.blob.core.chinacloudapi.cn");
  EXPECT_EQ(account.queue.text(), "https://school.queue.core.chinacloudapi.cn");
}

TEST(ConnectionString, TakesASignatureWithAnEndpointAndTheEmulator) {
  Settings settings;
  settings.connection_string =
      Secret("BlobEndpoint=https://school.blob.core.windows.net/;SharedAccessSignature=sv=2021&sig=x%3D");
  const auto account = account_of(settings).value();
  EXPECT_EQ(account.name, "school");
  EXPECT_EQ(account.connection_sas.reveal(), "sv=2021&sig=x%3D");
  settings.connection_string = Secret("UseDevelopmentStorage=true");
  EXPECT_EQ(account_of(settings).value().blob.text(), "http://127.0.0.1:10000/devstoreaccount1");
}

TEST(ConnectionString, SaysWhatIsWrongAndNeverItsValue) {
  for (const auto* text : {"hunter2", "AccountName=hunter2", "AccountKey=hunter2", "=hunter2",
                           "AccountName=a;AccountKey=b;BlobEndpoint=ftp://hunter2"}) {
    Settings settings;
    settings.connection_string = Secret(text);
    const auto account = account_of(settings);
    ASSERT_FALSE(account.has_value()) << text;
    EXPECT_EQ(account.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(account.error().message.find("hunter2"), std::string::npos);
  }
}

TEST(SharedKey, SignsTheFieldsInTheOrderOfTheProtocol) {
  // The example in the protocol's document, in the form of versions from 2015-02-21 on.
  auto draft = draft_for();
  draft.path = "/mycontainer";
  draft.query = {{"restype", "container"}, {"comp", "metadata"}, {"timeout", "20"}};
  draft.headers.add("x-ms-version", "2015-02-21");
  draft.headers.add("x-ms-date", "Fri, 26 Jun 2015 23:39:12 GMT");
  EXPECT_EQ(string_to_sign(draft, "myaccount"),
            "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n"
            "/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20");
  draft.method = http::Method::put;
  draft.body = "0123456789a";
  draft.headers.add("content-type", "text/plain");
  draft.headers.add("if-match", "\"0x1\"");
  draft.headers.add("x-ms-range-get-content-md5", "true");
  draft.headers.add("x-ms-range", "bytes=0-4");
  EXPECT_EQ(string_to_sign(draft, "myaccount"),
            "PUT\n\n\n11\n\ntext/plain\n\n\n\"0x1\"\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\n"
            "x-ms-range:bytes=0-4\nx-ms-range-get-content-md5:true\nx-ms-version:2015-02-21\n"
            "/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20");
}

TEST(SharedKey, ItsHashIsHmacSha256) {
  // RFC 4231, test case 2.
  std::string hexadecimal;
  for (const char c : hmac_sha256("Jefe", "what do ya want for nothing?")) {
    hexadecimal += fmt::format("{:02x}", static_cast<unsigned char>(c));
  }
  EXPECT_EQ(hexadecimal, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(base64_decode(base64_encode("any\0bytes")), "any");
  EXPECT_EQ(base64_decode("a"), std::nullopt);
  EXPECT_EQ(base64_decode("!!!!"), std::nullopt);
}

TEST(SharedAccessSignature, JoinsTheQueryAndIsNotSentInTheClear) {
  const auto sas =
      SharedAccessSignature::create(Secret("?sv=2021-12-02&se=2030-01-01T00%3A00%3A00Z&sig=a%2Bb%3D"), "sas").value();
  auto draft = draft_for();
  ASSERT_TRUE(sas->authorize(draft, {}).has_value());
  EXPECT_EQ(http::encode_query(draft.query), "sv=2021-12-02&se=2030-01-01T00%3A00%3A00Z&sig=a%2Bb%3D");
  EXPECT_EQ(sas->description(), "sas, valid until 2030-01-01T00:00:00Z");
  auto clear = draft_for("http://school.example.org");
  EXPECT_FALSE(sas->authorize(clear, {}).has_value());
  EXPECT_FALSE(SharedAccessSignature::create(Secret("sv=2021"), "sas").has_value());
}

// A token service whose tokens last an hour of a clock that the test moves.
struct Tokens {
  std::chrono::system_clock::time_point now{};
  int fetched = 0;
  bool is_away = false;

  std::unique_ptr<TokenCredential> credential() {
    return std::make_unique<TokenCredential>(
        "test",
        [this](const std::stop_token&) -> Result<AccessToken> {
          if (is_away) return fail(ErrorCode::unavailable, "away", "no_token");
          return AccessToken{Secret(fmt::format("token{}", ++fetched)), now + 1h};
        },
        [this] { return now; });
  }
};

std::string used(TokenCredential& credential) {
  auto draft = draft_for();
  const auto outcome = credential.authorize(draft, {});
  return outcome ? std::string(draft.headers.find("authorization")) : outcome.error().reason;
}

TEST(TokenCredential, KeepsATokenUntilFiveMinutesBeforeItsEnd) {
  Tokens tokens;
  const auto credential = tokens.credential();
  EXPECT_EQ(used(*credential), "Bearer token1");
  tokens.now += 54min;
  EXPECT_EQ(used(*credential), "Bearer token1");
  tokens.now += 1min;
  EXPECT_EQ(used(*credential), "Bearer token2");
}

TEST(TokenCredential, GoesOnWithTheOldTokenWhileNoNewOneIsToBeHad) {
  Tokens tokens;
  const auto credential = tokens.credential();
  EXPECT_EQ(used(*credential), "Bearer token1");
  tokens.is_away = true;
  tokens.now += 56min;
  EXPECT_EQ(used(*credential), "Bearer token1");
  tokens.now += 4min;
  EXPECT_EQ(used(*credential), "no_token");
  tokens.is_away = false;
  EXPECT_EQ(used(*credential), "Bearer token2");
}

TEST(TokenCredential, ARefusedTokenIsNotUsedAgainAndNoneTravelsInTheClear) {
  Tokens tokens;
  const auto credential = tokens.credential();
  EXPECT_EQ(used(*credential), "Bearer token1");
  EXPECT_TRUE(credential->renew());
  EXPECT_EQ(used(*credential), "Bearer token2");
  auto clear = draft_for("http://school.example.org");
  EXPECT_FALSE(credential->authorize(clear, {}).has_value());
}

TEST(TokenCredential, OneOfManyThreadsAsksForAToken) {
  std::atomic<int> fetched = 0;
  TokenCredential credential("test", [&](const std::stop_token&) -> Result<AccessToken> {
    ++fetched;
    std::this_thread::yield();
    return AccessToken{Secret("t"), std::chrono::system_clock::now() + 1h};
  });
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { EXPECT_EQ(used(credential), "Bearer t"); });
  threads.clear();
  EXPECT_EQ(fetched, 1);
}

class TokenRequests : public testing::Test {
 protected:
  TokenRequests()
      : server_([this](const Received& received) {
          last_ = received;
          return reply(status_, body_);
        }) {
    hooks_.sleep = [](std::chrono::milliseconds, const std::stop_token&) {};
    settings_.tenant_id = "tenant";
    settings_.client_id = "client";
    settings_.authority_host = server_.url();
    settings_.instance_metadata = server_.url();
    settings_.client_secret = Secret("hunter2");
  }
  Result<AccessToken> ask(const TokenRequest& request) {
    http::RetryPolicy retries({}, hooks_);
    return request(*client_, retries, {});
  }

  int status_ = 200;
  std::string body_ = R"({"token_type":"Bearer","expires_in":3599,"access_token":"abc"})";
  Received last_;
  Settings settings_;
  http::RetryHooks hooks_ = http::RetryHooks::real();
  std::unique_ptr<http::Client> client_ = http::Client::create({}).value();
  LoopbackServer server_;
};

TEST_F(TokenRequests, AClientSecretIsAForm) {
  const auto token = ask(client_secret_request(settings_)).value();
  EXPECT_EQ(token.text.reveal(), "abc");
  EXPECT_GT(token.expires, std::chrono::system_clock::now() + 55min);
  EXPECT_EQ(last_.target, "/tenant/oauth2/v2.0/token");
  EXPECT_EQ(last_.body,
            "client_secret=hunter2&client_id=client&grant_type=client_credentials&"
            "scope=https%3A%2F%2Fstorage.azure.com%2F.default");
}

TEST_F(TokenRequests, AFederatedTokenIsReadFromItsFileEachTime) {
  const auto file = std::filesystem::temp_directory_path() / fmt::format("edify_federated_{}", ::getpid());
  settings_.federated_token_file = file;
  const auto request = workload_identity_request(settings_);
  std::ofstream(file) << "first\n";
  ASSERT_TRUE(ask(request).has_value());
  EXPECT_NE(last_.body.find("client_assertion=first&"), std::string::npos);
  std::ofstream(file) << "second";
  ASSERT_TRUE(ask(request).has_value());
  EXPECT_NE(last_.body.find("client_assertion=second&"), std::string::npos);
  std::filesystem::remove(file);
  EXPECT_EQ(ask(request).error().reason, "no_token");
}

TEST_F(TokenRequests, AManagedIdentityAsksTheMachinesMetadataService) {
  body_ = R"({"access_token":"abc","expires_in":"86399","expires_on":"4102444800"})";
  ASSERT_TRUE(ask(managed_identity_request(settings_)).has_value());
  EXPECT_EQ(last_.target,
            "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F&"
            "client_id=client");
  EXPECT_EQ(last_.header("metadata"), "true");
}

TEST_F(TokenRequests, AnAppServiceAsksTheEndpointThatItNames) {
  body_ = R"({"access_token":"abc","expires_on":4102444800})";
  settings_.identity_endpoint = server_.url() + "/msi/token";
  settings_.identity_header = Secret("proof");
  ASSERT_TRUE(ask(managed_identity_request(settings_)).has_value());
  EXPECT_TRUE(last_.target.starts_with("/msi/token?api-version=2019-08-01&resource="));
  EXPECT_EQ(last_.header("x-identity-header"), "proof");
}

TEST_F(TokenRequests, ARefusalSaysTheServicesWordAndNoSecret) {
  status_ = 401;
  body_ = R"({"error":"invalid_client","error_description":"hunter2 is not the secret"})";
  const auto refused = ask(client_secret_request(settings_));
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().message.find("status 401, invalid_client"), std::string::npos);
  EXPECT_EQ(refused.error().message.find("hunter2"), std::string::npos);
  EXPECT_EQ(server_.requests(), 1);
}

TEST_F(TokenRequests, AnAnswerThatIsNoTokenIsAnError) {
  for (const auto* body : {"", "[]", "{}", R"({"access_token":"a"})", R"({"access_token":5,"expires_in":5})",
                           R"({"access_token":"a","expires_in":"soon"})"}) {
    EXPECT_FALSE(parse_token_answer(body, {}).has_value()) << body;
  }
}

TEST(CredentialChoice, TakesTheFirstThatIsThereOrTheOneThatIsNamed) {
  Settings settings;
  settings.account = "school";
  const auto chosen = [&] {
    const auto client = StorageClient::create(settings, {});
    return client ? (*client)->credential() : client.error().message;
  };
  EXPECT_EQ(chosen(), "managed identity");
  settings.tenant_id = settings.client_id = "id";
  settings.federated_token_file = "/token";
  EXPECT_EQ(chosen(), "workload identity");
  settings.client_secret = Secret("s");
  EXPECT_EQ(chosen(), "client secret");
  settings.sas_token = Secret("sig=s");
  EXPECT_EQ(chosen(), "shared access signature");
  settings.account_key = Secret("a2V5");
  EXPECT_EQ(chosen(), "account key");
  settings.connection_string = Secret("AccountName=a;AccountKey=a2V5");
  EXPECT_EQ(chosen(), "connection string (account key)");
  settings.credential = "workload_identity";
  EXPECT_EQ(chosen(), "workload identity");
  settings.federated_token_file.clear();
  EXPECT_NE(chosen().find("AZURE_FEDERATED_TOKEN_FILE"), std::string::npos);
}

TEST(Secrets, AreInNoLogLineAndNoErrorOfAStorageClient) {
  std::ostringstream logged;
  const auto before = spdlog::default_logger();
  auto logger = std::make_shared<spdlog::logger>("t", std::make_shared<spdlog::sinks::ostream_sink_mt>(logged));
  logger->set_level(spdlog::level::trace);
  spdlog::set_default_logger(logger);
  LoopbackServer server([](const Received& received) { return reply(403, received.head); });  // repeats what it is told
  const std::string secret = base64_encode("canary-canary-canary");
  std::string said;
  for (const auto* kind : {"account_key", "sas"}) {
    Settings settings;
    settings.endpoint = server.url() + "/school";
    settings.credential = kind;
    settings.account_key = Secret(secret);
    settings.sas_token = Secret("sv=1&sig=" + secret);
    const auto client = StorageClient::create(settings, {}).value();
    StorageRequest request;
    request.path = "/docs";
    const auto response = client->send_to_blobs(request);
    said += client->credential() + (response ? storage_error_code(*response) : response.error().message);
  }
  spdlog::set_default_logger(before);
  EXPECT_EQ((said + logged.str()).find(secret.substr(0, 10)), std::string::npos);
}

}  // namespace
}  // namespace edify::source::azure
