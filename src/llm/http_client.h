#pragma once

/// HTTP as the providers need it: one request at a time, streamed, bounded, ended by Ctrl-C.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"

namespace autopilot {

struct HttpRequest {
  std::string url;
  std::string body;                  ///< JSON to POST; empty means GET.
  std::string bearer_key;            ///< Sent as Authorization; never part of an error or a log.
  std::vector<std::string> headers;  ///< "name: value"; never part of an error or a log either.
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds total_timeout{600'000};
  std::size_t max_bytes = 16u << 20;
  /// Called with each piece of a 2xx answer's body as it arrives, in the caller's thread. False: enough, the
  /// rest is not wanted; the connection is closed and what came is the response.
  std::function<bool(std::string_view)> on_data;
  /// Called before a failure is returned if the server had got the request.
  std::function<void()> on_lost;
};

struct HttpResponse {
  int status = 0;
  std::string content_type;
  std::string body;
  double retry_after = -1;  ///< Seconds that the server asks to wait; negative if it does not say.
};

/// Sends requests. Not thread-safe.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// Any answer with a status is a response, also 404 or 500. Fails with kBadInput for a URL that is
  /// none, kInterrupted on Ctrl-C, and kInfrastructure for what may go better next time: no connection,
  /// timeout, a connection cut in the middle, an answer beyond `max_bytes`. Follows no redirects, since
  /// the key would go with them.
  virtual Result<HttpResponse> Send(const HttpRequest& request) = 0;
};

/// libcurl; keeps connections open between requests. Loopback addresses never go through a proxy.
std::unique_ptr<HttpClient> MakeHttpClient();

}  // namespace autopilot
