#include "core/json_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <nlohmann/json.hpp>

#include "core/files.h"
#include "core/text_stream.h"

namespace autopilot {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class JsonRecordsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Create("records");
    ASSERT_TRUE(folder.has_value());
    folder_.emplace(std::move(*folder));
  }
  RecordsRead Read(const std::string& content) {
    const auto file = folder_->path() / "log.jsonl";
    EXPECT_TRUE(WriteFile(file, content).has_value());
    return ReadFileOf(file);
  }
  RecordsRead ReadFileOf(const std::filesystem::path& file) {
    seen_.clear();
    auto read = ReadRecords(file, [&](const json& object) -> Result<std::string> {
      if (object.contains("bad")) return std::string("it is bad");
      seen_.push_back(object.value("n", json()).dump());
      return std::string();
    });
    EXPECT_TRUE(read.has_value());
    return read ? *read : RecordsRead{};
  }
  std::string Gzip(const std::string& content) {
    const auto file = folder_->path() / "log.gz";
    const gzFile out = gzopen(file.c_str(), "wb");
    gzwrite(out, content.data(), static_cast<unsigned>(content.size()));
    gzclose(out);
    return *ReadFile(file);
  }
  std::optional<TemporaryFolder> folder_;
  std::vector<std::string> seen_;
};

TEST_F(JsonRecordsTest, ReadsLinesAndPassesOverEmptyOnes) {
  EXPECT_THAT(Read("{\"n\":1}\r\n\n  \n{\"n\":2}").unread, IsEmpty());
  EXPECT_THAT(seen_, ElementsAre("1", "2"));
}

TEST_F(JsonRecordsTest, SaysWhichLineIsNoJsonAndGoesOn) {
  const RecordsRead read = Read("{\"n\":1}\nplain text\n[1]\n{\"bad\":1}\n{\"n\":2}\n{\"n\":3, \"text\": \"half");
  EXPECT_EQ(read.records, 2);
  EXPECT_THAT(seen_, ElementsAre("1", "2"));
  ASSERT_THAT(read.unread, SizeIs(4));
  EXPECT_EQ(read.unread[0].line, 2);
  EXPECT_EQ(read.unread[1].why, "no JSON object");
  EXPECT_EQ(read.unread[2].why, "it is bad");
  EXPECT_EQ(read.unread[3].line, 6);
  EXPECT_THAT(read.unread[3].why, HasSubstr("cut off"));
}

TEST_F(JsonRecordsTest, ReadsOneDocumentAsAStreamOfItsRecords) {
  EXPECT_THAT(Read("[\n {\"n\":1, \"in\": [{\"n\": 9}]},\n {\"n\":2}\n]\n").unread, IsEmpty());
  EXPECT_THAT(seen_, ElementsAre("1", "2"));
  EXPECT_THAT(Read("{\n \"data\": [{\"n\":1}, {\"n\":2}], \"meta\": {\"n\": 7}\n}").unread, IsEmpty());
  EXPECT_THAT(seen_, ElementsAre("1", "2"));
  EXPECT_EQ(Read("{\n \"n\": 5\n}").records, 1);
  EXPECT_THAT(seen_, ElementsAre("5"));
}

TEST_F(JsonRecordsTest, ALineOfALogIsNoDocument) {
  EXPECT_THAT(Read("[2025-01-31] started\n{\"n\":1}\n").unread, SizeIs(1));
  EXPECT_THAT(seen_, ElementsAre("1"));
}

TEST_F(JsonRecordsTest, KeepsWhatStoodBeforeTheCutInADocument) {
  const RecordsRead read = Read("[\n{\"n\":1},\n{\"n\":2},\n{\"n\":");
  EXPECT_THAT(seen_, ElementsAre("1", "2"));
  ASSERT_THAT(read.unread, SizeIs(1));
  EXPECT_EQ(read.unread[0].line, 4);
  EXPECT_THAT(read.unread[0].place, HasSubstr("after record 2"));
}

TEST_F(JsonRecordsTest, ReadsMixedEncodings) {
  const RecordsRead read = Read("\xEF\xBB\xBF{\"n\":\"\xC3\xA4\"}\n{\"n\":\"\xE4\"}\n");
  EXPECT_THAT(seen_, ElementsAre("\"\xC3\xA4\"", "\"\xC3\xA4\""));
  EXPECT_EQ(read.foreign_bytes, 1);
  std::string utf16 = "\xFF\xFE";
  for (const char byte : std::string("{\"n\":7}\n{\"n\":8}\n")) (utf16 += byte) += '\0';
  EXPECT_THAT(Read(utf16).unread, IsEmpty());
  EXPECT_THAT(seen_, ElementsAre("7", "8"));
}

TEST_F(JsonRecordsTest, ReadsGzipByItsContentAndSaysWhereItIsCut) {
  std::string content;
  for (int i = 0; i < 20000; ++i) content += json{{"n", i}, {"text", std::to_string(i * 7919)}}.dump() + "\n";
  const std::string zipped = Gzip(content);
  EXPECT_EQ(Read(zipped).records, 20000);
  const RecordsRead read = Read(zipped.substr(0, zipped.size() / 2));
  EXPECT_GT(read.records, 1000);
  EXPECT_LT(read.records, 20000);
  ASSERT_FALSE(read.unread.empty());
  EXPECT_THAT(read.unread.back().why, HasSubstr("damaged or cut off"));
}

TEST_F(JsonRecordsTest, NamesAFileThatIsNotThere) {
  const auto take = [](const json&) -> Result<std::string> { return std::string(); };
  EXPECT_THAT(ReadRecords(folder_->path() / "nowhere", take).error().ToString(), HasSubstr("nowhere"));
  EXPECT_THAT(ReadRecords(folder_->path(), take).error().message, HasSubstr("folder"));
}

}  // namespace
}  // namespace autopilot
