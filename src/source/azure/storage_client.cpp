#include "source/azure/storage_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "http/date.h"
#include "source/azure/credential_choice.h"
#include "source/source.h"

namespace edify::source::azure {
namespace {

// Names with characters that XML lacks come percent-encoded since 2021-02-12.
constexpr std::string_view storage_version = "2021-12-02";
// A long range gets the time that a slow line needs for it.
constexpr std::size_t slowest_bytes_per_second = 256U << 10;

std::string now_as_date() {
  return http::format_date(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

Error unreachable(const Error& error, const Account& account) {
  return {ErrorCode::unavailable,
          fmt::format("the storage account {} can not be reached: {}", account.name, error.message),
          std::string(unreachable_reason)};
}

http::Request to_request(Draft&& draft) {
  http::Request request;
  request.method = draft.method;
  request.endpoint = std::move(draft.endpoint);
  request.target = std::move(draft.path);
  if (!draft.query.empty()) request.target += '?' + http::encode_query(draft.query);
  request.headers = std::move(draft.headers);
  request.body = std::move(draft.body);
  return request;
}

}  // namespace

StorageClient::StorageClient(Settings settings, Account account, std::unique_ptr<http::Client> client,
                             std::stop_token stop, http::RetryHooks hooks)
    : settings_(std::move(settings)),
      account_(std::move(account)),
      client_(std::move(client)),
      stop_(std::move(stop)),
      retries_({}, std::move(hooks)) {}

Result<std::unique_ptr<StorageClient>> StorageClient::create(const Settings& settings, std::stop_token stop,
                                                             http::RetryHooks hooks) {
  EDIFY_TRY(auto account, account_of(settings));
  http::ClientOptions options;
  if (!settings.ca_file.empty()) options.ca_file = settings.ca_file;
  EDIFY_TRY(auto client, http::Client::create(options));
  std::unique_ptr<StorageClient> out(
      new StorageClient(settings, std::move(account), std::move(client), std::move(stop), std::move(hooks)));
  EDIFY_TRY(out->credential_, choose_credential(out->settings_, out->account_, *out->client_, out->retries_));
  return out;
}

Result<http::Response> StorageClient::send_to_blobs(const StorageRequest& request) {
  return send(account_.blob, request);
}

Result<http::Response> StorageClient::send_to_queues(const StorageRequest& request) {
  return send(account_.queue, request);
}

Result<http::Response> StorageClient::send(const http::Endpoint& endpoint, const StorageRequest& request) {
  auto outcome = retries_.run([&] { return attempt(endpoint, request); }, settings_.read_timeout, stop_,
                              [this](const Result<http::Response>&) { traffic_.count_retry(); });
  if (outcome && outcome->status == 401 && credential_->renew()) outcome = attempt(endpoint, request);
  if (outcome) return outcome;
  const Error& error = outcome.error();
  const bool is_about_the_account = error.code == ErrorCode::unavailable && error.reason != http::cancelled_reason;
  return is_about_the_account ? std::unexpected(unreachable(error, account_)) : outcome;
}

Result<http::Response> StorageClient::attempt(const http::Endpoint& endpoint, const StorageRequest& request) {
  Draft draft{.method = request.method,
              .endpoint = endpoint,
              .path = endpoint.path + http::percent_encode_path(request.path),
              .query = request.query,
              .headers = request.headers,
              .body = request.body};
  draft.headers.add("x-ms-version", std::string(storage_version));
  draft.headers.add("x-ms-date", now_as_date());
  EDIFY_CHECK(credential_->authorize(draft, stop_));
  http::Delivery delivery;
  delivery.connect_timeout = settings_.connect_timeout;
  delivery.request_timeout =
      settings_.request_timeout + std::chrono::seconds(request.into.size() / slowest_bytes_per_second);
  delivery.max_body = request.max_body;
  delivery.into = request.into;
  auto response = client_->send(to_request(std::move(draft)), delivery, stop_);
  traffic_.count_answer(response ? response->status : 0, response ? response->body_size : 0);
  if (response && response->status >= 200 && response->status < 300 && request.check) {
    EDIFY_CHECK(request.check(*response));
  }
  return response;
}

std::string storage_error_code(const http::Response& response) {
  std::string_view code = response.headers.find("x-ms-error-code");
  if (code.empty()) {
    // Older answers say it in their XML alone.
    const auto start = response.body.find("<Code>");
    const auto end = response.body.find("</Code>");
    if (start != std::string::npos && end != std::string::npos && end > start + 6) {
      code = std::string_view(response.body).substr(start + 6, end - start - 6);
    }
  }
  const bool is_word =
      code.size() <= 80 && std::ranges::all_of(code, [](unsigned char c) { return std::isalnum(c) != 0; });
  return is_word ? std::string(code) : "";
}

}  // namespace edify::source::azure
