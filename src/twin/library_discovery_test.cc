#include "twin/library_discovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.h"
#include "testing/status.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;
using Why = MissingHeader::Why;

/// A board with a core, a TFLM library, one library that needs another, and one that the twin lacks.
class Discovery : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Create("discovery");
    ASSERT_OK(folder);
    folder_.emplace(std::move(*folder));
    for (const char* file : {"core/Arduino.h", "core/Wire.h", "tflm/Marker.h", "tflm/deep/interpreter.h",
                             "light/Light.h", "bus/Bus.h", "light/deep/registers.h"}) {
      ASSERT_OK(WriteFile(root() / file, ""));
    }
    contract_.library.marker_header = "Marker.h";
    contract_.library.headers = {"Marker.h", "deep/interpreter.h", "deep/profiler.h"};
    contract_.library.title = "Tiny";
    contract_.board.title = "Board";
    contract_.board.headers = {"Arduino.h", "Wire.h", "Camera.h"};
    contract_.board.unmodelled_headers = {"^drivers/"};
    contract_.libraries = {{"Light", {"Light.h"}, "light", {"Bus"}, {}},
                           {"Bus", {"Bus.h"}, "bus", {}, {}},
                           {"Sound", {"Sound.h"}, "", {}, {}}};
    contract_.other_headers = {{"Servo.h", "Servo"}};
  }

  fs::path root() const { return folder_->path(); }
  LibraryDiscovery Follow(const std::string& text) const {
    LibraryDiscovery discovery(contract_, {root(), {root() / "core"}, {root() / "tflm"}, {"model.h"}});
    discovery.Follow(FindIncludes(text));
    return discovery;
  }
  void ExpectMissing(const std::string& text, const std::string& header, Why why) const {
    const LibraryDiscovery discovery = Follow(text);
    ASSERT_TRUE(discovery.missing()) << text;
    EXPECT_EQ(discovery.missing()->include.header, header);
    EXPECT_EQ(static_cast<int>(discovery.missing()->why), static_cast<int>(why)) << text;
  }

  Contract contract_;

 private:
  std::optional<TemporaryFolder> folder_;
};

TEST_F(Discovery, ALibraryJoinsThePathByAHeaderOfItsRoot) {
  const LibraryDiscovery discovery = Follow("#include <Wire.h>\n#include \"model.h\"\n#include <Light.h>\n");
  EXPECT_FALSE(discovery.missing());
  EXPECT_THAT(discovery.path(), ElementsAre(root() / "light", root() / "bus"));
}

TEST_F(Discovery, WithoutIncludesThereIsNothingOnThePath) { EXPECT_THAT(Follow("int x;").path(), IsEmpty()); }

TEST_F(Discovery, DeeperHeadersAreFoundOnlyAfterwards) {
  EXPECT_FALSE(Follow("#include <Marker.h>\n#include <deep/interpreter.h>\n").missing());
  EXPECT_FALSE(Follow("#include <Light.h>\n#include <deep/registers.h>\n").missing());
  ExpectMissing("#include <deep/interpreter.h>\n#include <Marker.h>\n", "deep/interpreter.h", Why::kOrder);
  ExpectMissing("#include <deep/registers.h>\n#include <Light.h>\n", "deep/registers.h", Why::kInvented);
}

TEST_F(Discovery, SaysWhyAHeaderIsMissing) {
  ExpectMissing("#include <Servo.h>\n#include <NoSuch.h>\n", "Servo.h", Why::kLibrary);
  ExpectMissing("#include <NoSuch.h>\n", "NoSuch.h", Why::kInvented);
  ExpectMissing("#include <model.h>\n", "model.h", Why::kOwnFile);
  ExpectMissing("#include <Sound.h>\n", "Sound.h", Why::kNotModelled);
  ExpectMissing("#include <Camera.h>\n", "Camera.h", Why::kNotModelled);
  ExpectMissing("#include <drivers/Ticker.h>\n", "drivers/Ticker.h", Why::kNotModelled);
  ExpectMissing("#include <Marker.h>\n#include <deep/profiler.h>\n", "deep/profiler.h", Why::kNotModelled);
}

TEST_F(Discovery, LeavesConditionalIncludesToTheCompiler) {
  LibraryDiscovery discovery = Follow("#ifdef X\n#include <NoSuch.h>\n#endif\n#include <Light.h>\n");
  EXPECT_FALSE(discovery.missing());
  EXPECT_THAT(discovery.path(), IsEmpty());
  EXPECT_FALSE(discovery.Add("NoSuch.h"));
  EXPECT_TRUE(discovery.Add("Light.h"));
  EXPECT_FALSE(discovery.Add("Light.h"));  // It is there already: compiling again would change nothing.
  EXPECT_THAT(discovery.path(), ElementsAre(root() / "light", root() / "bus"));
}

}  // namespace
}  // namespace autopilot
