#pragma once

/// The live view over HTTP: what api.h answers, behind the checks of access.h.

#include <memory>
#include <string>

#include "core/status.h"
#include "serve/access.h"
#include "serve/api.h"

namespace autopilot {

struct ServerAddress {
  std::string host = "127.0.0.1";
  int port = 8420;  ///< 0: any that is free.
};

/// Listens from Start to destruction, in threads of its own. Only reads are answered, to the right Host, and from
/// elsewhere than this machine only with the token. Nothing that was asked is written anywhere.
class Server {
 public:
  /// `api` outlives the server. kBadInput for another address than loopback without a token; kInfrastructure where the
  /// address cannot be listened on.
  static Result<std::unique_ptr<Server>> Start(const ServerAddress& address, const std::string& token, Api& api);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  std::string url() const;  ///< "http://127.0.0.1:8420/"

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace autopilot
