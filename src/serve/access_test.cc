#include "serve/access.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Access, KnowsThisMachine) {
  for (const char* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1", "[::1]"}) {
    EXPECT_TRUE(IsLoopback(host)) << host;
  }
  for (const char* host : {"0.0.0.0", "::", "192.0.2.1", "127.0.0.1.example.org", "127.", "example.org", ""}) {
    EXPECT_FALSE(IsLoopback(host)) << host;
  }
}

TEST(Access, ANameThatSomebodyElsePointsHereIsRefused) {
  for (const char* header :
       {"localhost", "localhost:8420", "127.0.0.1:8420", "[::1]:8420", "192.0.2.1:80", "LocalHost:1"}) {
    EXPECT_TRUE(IsRightHost(header, "127.0.0.1")) << header;
  }
  for (const char* header :
       {"", "rebound.example.org", "rebound.example.org:8420", "127.0.0.1.example.org:8420", "localhost.example.org",
        "localhost:80x", "localhost:", "[::1", "user@127.0.0.1", "127.0.0.1, x"}) {
    EXPECT_FALSE(IsRightHost(header, "127.0.0.1")) << header;
  }
  EXPECT_TRUE(IsRightHost("Bench:8420", "bench")) << "the name that it was told to listen on";
  EXPECT_FALSE(IsRightHost("bench:8420", "127.0.0.1"));
}

TEST(Access, OnlyItsOwnPagesSignIn) {
  EXPECT_TRUE(IsSameOrigin("http://127.0.0.1:8420", "127.0.0.1:8420"));
  EXPECT_TRUE(IsSameOrigin("", "127.0.0.1:8420")) << "no browser";
  EXPECT_FALSE(IsSameOrigin("http://127.0.0.1:9000", "127.0.0.1:8420"));
  EXPECT_FALSE(IsSameOrigin("null", "127.0.0.1:8420"));
  EXPECT_FALSE(IsSameOrigin("https://example.org", "127.0.0.1:8420"));
}

TEST(Access, TheTokenOpensASession) {
  auto door = Doorkeeper::Create("0123456789abcdef");
  ASSERT_TRUE(door);
  EXPECT_TRUE(door->asks());
  EXPECT_FALSE(door->Admits("", ""));
  EXPECT_FALSE(door->Admits("Bearer 0123456789abcdeF", ""));
  EXPECT_FALSE(door->Admits("0123456789abcdef", "")) << "without its scheme";
  EXPECT_FALSE(door->Admits("", "autopilot_session="));
  EXPECT_FALSE(door->Open("Bearer wrong"));
  EXPECT_TRUE(door->Admits("Bearer 0123456789abcdef", ""));
  const auto session = door->Open("Bearer 0123456789abcdef");
  ASSERT_TRUE(session);
  EXPECT_EQ(session->find("0123456789abcdef"), std::string::npos) << "the session does not tell the token";
  EXPECT_TRUE(door->Admits("", "theme=dark; autopilot_session=" + *session + "; a=b"));
  EXPECT_FALSE(door->Admits("", "x_autopilot_session=" + *session));
  EXPECT_NE(*session, *door->Open("Bearer 0123456789abcdef"));
}

TEST(Access, WithoutATokenEverybodyMayIn) {
  auto door = Doorkeeper::Create("");
  ASSERT_TRUE(door);
  EXPECT_FALSE(door->asks());
  EXPECT_TRUE(door->Admits("", ""));
  EXPECT_FALSE(door->Open("Bearer ")) << "and there is nothing to sign in to";
}

TEST(Access, AWeakTokenIsRefused) {
  for (const char* token : {"secret", "0123456789 abcdef", "0123456789abcd\xC3\xA4"}) {
    const auto door = Doorkeeper::Create(token);
    ASSERT_FALSE(door) << token;
    EXPECT_EQ(door.error().ToString().find(token), std::string::npos) << "an error does not repeat it";
    EXPECT_FALSE(door.error().cure.empty());
  }
}

}  // namespace
}  // namespace autopilot
