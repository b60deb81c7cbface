#include "gate/other_profiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/shared_folder.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class OtherProfiles : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(profiles, LoadProfiles(SourceFolder() / "profiles"));
    profiles_ = std::move(profiles);
    Use("tflm-2.4.0-alpha");
  }
  void Use(const std::string& library) {
    contract_.other_libraries.clear();
    for (const auto& [id, profile] : profiles_.libraries) {
      if (id == library) {
        contract_.library = profile;
      } else {
        contract_.other_libraries.push_back(profile);
      }
    }
  }
  std::vector<std::string> Worth(const std::string& error, const std::string& sketch = "") {
    return GenerationsWorthTrying(contract_, sketch, error);
  }

  Profiles profiles_;
  Contract contract_;
};

TEST_F(OtherProfiles, AHeaderLeadsToThoseWhoHaveIt) {
  EXPECT_THAT(Worth("tensorflow/lite/micro/micro_log.h: No such file or directory"),
              ElementsAre("tflm-2023", "tflm-now"));
  EXPECT_THAT(Worth("Arduino_TensorFlowLite.h: No such file or directory"), IsEmpty());
  Use("tflm-now");
  EXPECT_THAT(Worth("tensorflow/lite/micro/all_ops_resolver.h: No such file or directory"),
              ElementsAre("tflm-2.1.0-alpha", "tflm-2.4.0-alpha", "tflm-2023"));
}

TEST_F(OtherProfiles, AnAdderLeadsToThoseWhoHaveIt) {
  EXPECT_THAT(Worth("'class tflite::MicroMutableOpResolver<4>' has no member named 'AddDiv'"),
              testing::Contains("tflm-2023"));
  Use("tflm-2023");
  EXPECT_THAT(Worth("'resolver' in some other words lacks 'AddBatchMatMul'"), ElementsAre("tflm-now"));
}

TEST_F(OtherProfiles, ANameCountsOnlyWhereTheSketchsIncludesReachIt) {
  const std::string error = "'TFLITE_SCHEMA_VERSION' was not declared in this scope";
  const std::string interpreter = "#include \"tensorflow/lite/micro/micro_interpreter.h\"\n";
  EXPECT_THAT(Worth(error, interpreter), ElementsAre("tflm-2023", "tflm-now"));
  EXPECT_THAT(Worth(error, interpreter + "#include \"tensorflow/lite/version.h\"\n"), IsEmpty());
  EXPECT_THAT(Worth(error), IsEmpty());
}

TEST_F(OtherProfiles, OtherErrorsAreNotTheLibrarys) {
  EXPECT_THAT(Worth("'digitalWriet' was not declared in this scope"), IsEmpty());
  EXPECT_THAT(Worth("expected ';' before '}' token"), IsEmpty());
  EXPECT_THAT(Worth("no matching function for call to 'APDS9960::APDS9960()'"), IsEmpty());
}

TEST_F(OtherProfiles, ConstructorsAndFieldsAreForTheCompiler) {
  EXPECT_EQ(
      Worth("no matching function for call to 'tflite::MicroInterpreter::MicroInterpreter(const tflite::Model*&)'")
          .size(),
      3u);
  EXPECT_EQ(Worth("'union TfLitePtrUnion' has no member named 'u32'").size(), 3u);
}

}  // namespace
}  // namespace autopilot
