#include "llm/http_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include "core/interrupt.h"

namespace autopilot {
namespace {

struct Transfer {
  CURL* curl;
  const HttpRequest& request;
  HttpResponse response;
  bool too_large = false;
  bool enough = false;
};

std::size_t OnBody(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t bytes = size * count;
  if (transfer.response.body.size() + bytes > transfer.request.max_bytes) {
    transfer.too_large = true;
    return 0;
  }
  transfer.response.body.append(data, bytes);
  long status = 0;
  curl_easy_getinfo(transfer.curl, CURLINFO_RESPONSE_CODE, &status);
  if (transfer.request.on_data && status >= 200 && status < 300) {
    transfer.enough = !transfer.request.on_data({data, bytes});
  }
  return transfer.enough ? 0 : bytes;
}

int OnProgress(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) { return Interrupted() ? 1 : 0; }

class CurlClient : public HttpClient {
 public:
  CurlClient() : curl_(curl_easy_init(), &curl_easy_cleanup) {}

  Result<HttpResponse> Send(const HttpRequest& request) override {
    if (!curl_) return Fail(Infrastructure("libcurl cannot be started"));
    if (Interrupted()) return Fail({ErrorKind::kInterrupted, "interrupted", "", "", 0});
    CURL* curl = curl_.get();
    curl_easy_reset(curl);  // Keeps the connections.

    using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
    curl_slist* list = curl_slist_append(nullptr, "Content-Type: application/json");
    if (!request.bearer_key.empty()) {
      list = curl_slist_append(list, ("Authorization: Bearer " + request.bearer_key).c_str());
    }
    for (const std::string& header : request.headers) list = curl_slist_append(list, header.c_str());
    const Headers headers(list, &curl_slist_free_all);

    Transfer transfer{curl, request, {}};
    char detail[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.total_timeout.count()));
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &OnProgress);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &OnBody);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "autopilot/" AUTOPILOT_VERSION);
    if (IsLoopback(request.url)) curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (!request.body.empty()) {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
    }

    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK && !transfer.enough) {
      long sent = 0;
      curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &sent);
      if (sent > 0 && request.on_lost) request.on_lost();
      if (code == CURLE_ABORTED_BY_CALLBACK) return Fail({ErrorKind::kInterrupted, "interrupted", "", "", 0});
      return Fail(Explain(code, detail, transfer));
    }

    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    transfer.response.status = static_cast<int>(status);
    const char* type = nullptr;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    if (type) transfer.response.content_type = type;
    curl_off_t wait = 0;
    if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0) {
      transfer.response.retry_after = static_cast<double>(wait);
    }
    return std::move(transfer.response);
  }

 private:
  static bool IsLoopback(const std::string& url) {
    for (const char* host : {"://127.", "://localhost", "://[::1]"}) {
      if (url.find(host) != std::string::npos) return true;
    }
    return false;
  }

  static Error Explain(CURLcode code, const char* detail, const Transfer& transfer) {
    const HttpRequest& request = transfer.request;
    const std::string cause = detail[0] != '\0' ? detail : curl_easy_strerror(code);
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
      return BadInput(fmt::format("'{}' is not a URL of a server: {}", request.url, cause),
                      "give a base URL like http://127.0.0.1:8080/v1");
    }
    if (transfer.too_large) {
      return Infrastructure(
          fmt::format("the answer of {} is larger than {} bytes and was dropped", request.url, request.max_bytes));
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {
      return Infrastructure(fmt::format("{} did not answer in time: {}", request.url, cause),
                            "see whether the server is busy or the model too slow for this machine");
    }
    if (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST) {
      return Infrastructure(fmt::format("cannot reach {}: {}", request.url, cause),
                            "see that the server runs and that the base URL is right");
    }
    return Infrastructure(fmt::format("talking to {} failed: {}", request.url, cause));
  }

  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_;
};

}  // namespace

std::unique_ptr<HttpClient> MakeHttpClient() { return std::make_unique<CurlClient>(); }

}  // namespace autopilot
