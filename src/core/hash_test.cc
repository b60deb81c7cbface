#include "core/hash.h"

#include <gtest/gtest.h>

#include "core/files.h"
#include "testing/status.h"

namespace autopilot {
namespace {

// From FIPS 180-2.
constexpr const char* kEmpty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr const char* kMillionA = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(HashTest, KnownValues) {
  EXPECT_EQ(Sha256(""), kEmpty);
  EXPECT_EQ(Sha256("abc"), kAbc);
  EXPECT_EQ(Sha256(std::string(1'000'000, 'a')), kMillionA);
}

TEST(HashTest, FilesInSeveralBlocks) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-test-"));
  const std::string content(2'500'000, 'z');
  ASSERT_OK(WriteFile(folder.path() / "f", content));
  ASSERT_OK_AND_ASSIGN(hash, Sha256OfFile(folder.path() / "f"));
  EXPECT_EQ(hash, Sha256(content));
  EXPECT_TRUE(FailsWith(Sha256OfFile(folder.path() / "none"), ErrorKind::kBadInput, "none"));
  EXPECT_TRUE(FailsWith(Sha256OfFile(folder.path()), ErrorKind::kBadInput, "directory"));
}

}  // namespace
}  // namespace autopilot
