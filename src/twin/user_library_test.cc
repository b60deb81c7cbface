#include "twin/user_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "core/files.h"
#include "testing/shared_folder.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using testing::Contains;
using testing::ElementsAre;

/// A library of a few lines, to be bent.
class UserLibraryTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Create("library");
    ASSERT_OK(folder);
    folder_.emplace(std::move(*folder));
    Put("library.properties", "name=Small_TensorFlowLite\r\nversion=1.2.0\nincludes=Small_TensorFlowLite.h\n");
    Put("src/Small_TensorFlowLite.h", "");
    Put("src/tensorflow/lite/micro/micro_interpreter.h",
        "#define TFLITE_SCHEMA_VERSION (3)\n"
        "class MicroInterpreter { public: MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver,\n"
        "  uint8_t* tensor_arena, size_t tensor_arena_size, MicroResourceVariables* variables = nullptr); };\n");
    Put("src/tensorflow/lite/micro/micro_mutable_op_resolver.h",
        "TfLiteStatus AddCustom(const char* name, R* r);\n"
        "TfLiteStatus AddAbs() {\n  return AddBuiltin(BuiltinOperator_ABS, Register_ABS(), ParseAbs); }\n"
        "TfLiteStatus AddDelay() { return AddCustom(\"SignalDelay\", Register_DELAY()); }\n"
        "private: TfLiteStatus AddBuiltin(BuiltinOperator op);\n");
    Put("src/tensorflow/lite/micro/kernels/micro_ops.h", "R Register_ABS();\nR Register_TANH();\n");
    Put("src/tensorflow/lite/micro/micro_interpreter.cpp", "int x;\n");
    Put("examples/hello/hello.cpp", "not compiled\n");
  }
  std::filesystem::path path() const { return folder_->path(); }
  void Put(const std::string& name, const std::string& text) {
    std::filesystem::remove(path() / name);
    ASSERT_OK(WriteFile(path() / name, text));
  }

 private:
  std::optional<TemporaryFolder> folder_;
};

TEST_F(UserLibraryTest, ItsFolderIsRead) {
  ASSERT_OK_AND_ASSIGN(library, ReadUserLibrary(path()));
  EXPECT_EQ(library.name, "Small_TensorFlowLite");
  EXPECT_EQ(library.version, "1.2.0");
  EXPECT_EQ(library.marker_header, "Small_TensorFlowLite.h");
  EXPECT_THAT(library.units, ElementsAre("tensorflow/lite/micro/micro_interpreter.cpp"));
  EXPECT_THAT(library.headers, Contains(std::filesystem::path("tensorflow/lite/micro/kernels/micro_ops.h")));
}

TEST_F(UserLibraryTest, WhatIsNoSuchLibraryIsRefusedWithTheCure) {
  std::filesystem::remove(path() / "src/tensorflow/lite/micro/micro_interpreter.cpp");
  EXPECT_TRUE(FailsWith(ReadUserLibrary(path()), ErrorKind::kBadInput, "precompiled for the board"));
  std::filesystem::remove(path() / "src/tensorflow/lite/micro/micro_interpreter.h");
  EXPECT_TRUE(FailsWith(ReadUserLibrary(path()), ErrorKind::kBadInput, "has no src/tensorflow/lite/micro"));
  std::filesystem::remove(path() / "library.properties");
  EXPECT_TRUE(FailsWith(ReadUserLibrary(path()), ErrorKind::kBadInput, "no library.properties"));
}

TEST_F(UserLibraryTest, ItsProfileComesFromItsHeaders) {
  ASSERT_OK_AND_ASSIGN(library, ReadUserLibrary(path()));
  ASSERT_OK_AND_ASSIGN(profiles, LoadProfiles(SourceFolder() / "profiles"));
  const std::string text = RenderUserProfile(library, "mine", profiles.libraries, "/somewhere/include");
  ASSERT_OK(WriteFile(path() / "libraries/mine.toml", text));
  ASSERT_OK(AddLibraryProfiles(path() / "libraries", profiles));
  const LibraryProfile& mine = profiles.libraries.at("mine");
  EXPECT_EQ(mine.marker_header, "Small_TensorFlowLite.h");
  EXPECT_FALSE(mine.error_reporter);
  EXPECT_EQ(mine.operator_adder, (std::map<std::string, std::string>{{"ABS", "AddAbs"}, {"SignalDelay", "AddDelay"}}));
  EXPECT_TRUE(mine.HasOperator("TANH"));
  EXPECT_FALSE(mine.HasOperator("SOFTMAX"));
  EXPECT_EQ(mine.symbol_header.at("TFLITE_SCHEMA_VERSION"), "tensorflow/lite/micro/micro_interpreter.h");
  EXPECT_FALSE(mine.symbol_header.contains("MicroErrorReporter"));
}

TEST_F(UserLibraryTest, TheReporterOfTheConstructorIsSeen) {
  Put("src/tensorflow/lite/micro/micro_interpreter.h",
      "MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver, uint8_t* tensor_arena,\n"
      "                 size_t tensor_arena_size, ErrorReporter* error_reporter);\n");
  ASSERT_OK_AND_ASSIGN(library, ReadUserLibrary(path()));
  EXPECT_THAT(RenderUserProfile(library, "mine", {}, "/x"), testing::HasSubstr("error_reporter = true"));
}

TEST_F(UserLibraryTest, ABrokenProfileIsNamed) {
  ASSERT_OK(WriteFile(path() / "libraries/mine.toml", "id = \"mine\"\n"));
  ASSERT_OK_AND_ASSIGN(profiles, LoadProfiles(SourceFolder() / "profiles"));
  EXPECT_TRUE(FailsWith(AddLibraryProfiles(path() / "libraries", profiles), ErrorKind::kInfrastructure, "mine.toml"));
}

}  // namespace
}  // namespace autopilot
