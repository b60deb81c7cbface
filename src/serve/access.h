#pragma once

/// Who may talk to the live view: no page of another site, and from other machines only those who have the token.

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/status.h"

namespace autopilot {

/// Whether an address means this machine alone: "localhost", 127.0.0.0/8, ::1.
bool IsLoopback(std::string_view host);

/// Whether the Host header of a request may be answered. A page of another site that has its own name point to this
/// machine (DNS rebinding) sends that name; so only `served` (the address that is listened on), "localhost" and literal
/// addresses are right.
bool IsRightHost(std::string_view header, std::string_view served);

/// Whether a request that changes something comes from a page of this server: its Origin, if there is one, is its Host.
bool IsSameOrigin(std::string_view origin, std::string_view host);

/// Checks the token and gives those who had it a session, so that the browser need not keep the token. Thread-safe.
class Doorkeeper {
 public:
  /// Without a token everybody may in. kBadInput for one that is too short to withstand guessing.
  static Result<Doorkeeper> Create(const std::string& token);
  Doorkeeper(Doorkeeper&& other) noexcept : hash_(std::move(other.hash_)), sessions_(std::move(other.sessions_)) {}

  bool asks() const { return !hash_.empty(); }
  /// `authorization`: "Bearer TOKEN". `cookies`: the Cookie header.
  bool Admits(std::string_view authorization, std::string_view cookies) const;
  /// A new session for the right `authorization`; nothing for a wrong one.
  std::optional<std::string> Open(std::string_view authorization);

  /// Name of the cookie that holds the session.
  static constexpr const char* kCookie = "autopilot_session";

 private:
  explicit Doorkeeper(std::string hash) : hash_(std::move(hash)) {}
  bool IsToken(std::string_view authorization) const;

  std::string hash_;  ///< SHA-256 of the token, which itself is not kept; empty: there is none.
  mutable std::mutex mutex_;
  std::set<std::string, std::less<>> sessions_;
};

}  // namespace autopilot
