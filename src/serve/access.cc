#include "serve/access.h"

#include <arpa/inet.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/hash.h"
#include "core/text.h"

namespace autopilot {
namespace {

constexpr std::size_t kShortestToken = 16;
/// Each sign-in makes one; the oldest are of no use to anybody when there are more.
constexpr std::size_t kMostSessions = 1000;

bool IsAddress(int family, std::string_view text) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return ::inet_pton(family, std::string(text).c_str(), address.data()) == 1;
}

std::string_view WithoutBrackets(std::string_view host) {
  if (host.size() > 1 && host.front() == '[' && host.back() == ']') return host.substr(1, host.size() - 2);
  return host;
}

/// The host of "host:port", "[::1]:port" or "host"; empty if it is none of these.
std::string HostOf(std::string_view header) {
  std::string_view host = header;
  std::string_view port;
  if (header.starts_with("[")) {
    const std::size_t end = header.find(']');
    if (end == std::string_view::npos) return "";
    host = header.substr(0, end + 1);
    port = header.substr(end + 1);
  } else if (const std::size_t colon = header.find(':'); colon != std::string_view::npos) {
    host = header.substr(0, colon);
    port = header.substr(colon);
  }
  const bool good =
      port.empty() || (port.size() > 1 && port[0] == ':' &&
                       std::all_of(port.begin() + 1, port.end(), [](unsigned char c) { return std::isdigit(c) != 0; }));
  return good ? Lower(WithoutBrackets(host)) : "";
}

std::optional<std::string> RandomWord() {
  std::array<unsigned char, 32> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return std::nullopt;
  return Sha256(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

/// The value of one cookie in the header; empty if it is not there.
std::string_view CookieOf(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const std::size_t end = cookies.find(';');
    std::string_view one = cookies.substr(0, end);
    while (one.starts_with(" ")) one.remove_prefix(1);
    if (one.size() > name.size() && one.starts_with(name) && one[name.size()] == '=')
      return one.substr(name.size() + 1);
    cookies.remove_prefix(end == std::string_view::npos ? cookies.size() : end + 1);
  }
  return "";
}

}  // namespace

bool IsLoopback(std::string_view host) {
  const std::string name = Lower(WithoutBrackets(host));
  return name == "localhost" || name == "::1" || (name.starts_with("127.") && IsAddress(AF_INET, name));
}

bool IsRightHost(std::string_view header, std::string_view served) {
  const std::string host = HostOf(header);
  if (host.empty()) return false;
  return host == "localhost" || host == Lower(WithoutBrackets(served)) || IsAddress(AF_INET, host) ||
         IsAddress(AF_INET6, host);
}

bool IsSameOrigin(std::string_view origin, std::string_view host) {
  if (origin.empty()) return true;  // No browser sent it.
  const std::size_t scheme = origin.find("://");
  return scheme != std::string_view::npos && Lower(origin.substr(scheme + 3)) == Lower(host);
}

Result<Doorkeeper> Doorkeeper::Create(const std::string& token) {
  if (token.empty()) return Doorkeeper("");
  if (token.size() < kShortestToken) {
    return Fail(
        BadInput("the token is too short to withstand guessing",
                 "take " + std::to_string(kShortestToken) + " characters or more, as `openssl rand -hex 16` makes"));
  }
  const bool plain = std::all_of(token.begin(), token.end(), [](unsigned char c) { return c > ' ' && c < 0x7f; });
  if (!plain)
    return Fail(BadInput("the token holds spaces or characters that are not ASCII", "take letters and digits"));
  return Doorkeeper(Sha256(token));
}

bool Doorkeeper::IsToken(std::string_view authorization) const {
  constexpr std::string_view kBearer = "Bearer ";
  // Hashes are compared, so the time that it takes says nothing about the token.
  return authorization.starts_with(kBearer) && Sha256(authorization.substr(kBearer.size())) == hash_;
}

bool Doorkeeper::Admits(std::string_view authorization, std::string_view cookies) const {
  if (!asks() || IsToken(authorization)) return true;
  const std::string_view session = CookieOf(cookies, kCookie);
  const std::lock_guard lock(mutex_);
  return sessions_.count(session) > 0;
}

std::optional<std::string> Doorkeeper::Open(std::string_view authorization) {
  if (!asks() || !IsToken(authorization)) return std::nullopt;
  std::optional<std::string> session = RandomWord();
  if (!session) return std::nullopt;
  const std::lock_guard lock(mutex_);
  if (sessions_.size() >= kMostSessions) sessions_.clear();
  sessions_.insert(*session);
  return session;
}

}  // namespace autopilot
