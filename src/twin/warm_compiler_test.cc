#include "twin/warm_compiler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "testing/status.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class WarmCompilerTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(sandbox, Sandbox::Create(*runner_, Sandbox::Mode::kConfined));
    sandbox_ = sandbox;
    pool_.emplace(*sandbox_, lib_ / "libcompiler_server.so", std::vector<fs::path>{lib_});
  }

  const fs::path lib_ = fs::path(AUTOPILOT_BINARY_DIR) / "twin";
  const std::vector<std::string> driver_ = {"g++", "-m32", "-O0"};
  std::unique_ptr<ProcessRunner> runner_ = MakeSystemProcessRunner();
  std::optional<Sandbox> sandbox_;
  std::optional<CompilerPool> pool_;
};

TEST_F(WarmCompilerTest, CompilesOneSketchAfterAnother) {
  ASSERT_OK_AND_ASSIGN(compiler, pool_->Take(driver_));
  for (const char* name : {"first", "second"}) {
    ASSERT_OK(compiler->Put("sketch.cpp", std::string("#include \"part.h\"\nint ") + name + "() { return PART; }\n"));
    ASSERT_OK(compiler->Put("part.h", std::string("#define PART 0 /* of ") + name + " */\n"));
    ASSERT_OK_AND_ASSIGN(compiled, compiler->Compile());
    EXPECT_TRUE(compiled.ok()) << compiled.err;
    ASSERT_OK_AND_ASSIGN(assembly, ReadFile(compiler->folder() / "sketch.s"));
    EXPECT_THAT(assembly, HasSubstr(name));
    ASSERT_OK(compiler->Clear());
    EXPECT_FALSE(fs::exists(compiler->folder() / "part.h"));
  }
}

TEST(WarmCompiler, HeadersOfLibrariesHaveTheirOwnNames) {
  EXPECT_EQ(WarmCompiler::NameOfOffered("offered/12/utility/twi.h"), "utility/twi.h");
  EXPECT_EQ(WarmCompiler::NameOfOffered("offered/notes.h"), "offered/notes.h");
  EXPECT_EQ(WarmCompiler::NameOfOffered("fruit.ino"), "fruit.ino");
}

TEST_F(WarmCompilerTest, SaysWhatIsWrongAndGoesOn) {
  ASSERT_OK_AND_ASSIGN(compiler, pool_->Take(driver_));
  ASSERT_OK(compiler->Put("sketch.cpp", "#line 7 \"fruit.ino\"\nint f() { return nothing; }\n"));
  ASSERT_OK_AND_ASSIGN(compiled, compiler->Compile());
  EXPECT_EQ(compiled.exit_code, 1);
  EXPECT_THAT(compiled.err, HasSubstr("fruit.ino:7:"));
  EXPECT_THAT(compiled.err, HasSubstr("was not declared"));
  ASSERT_OK(compiler->Put("sketch.cpp", "int f() { return 1; }\n"));
  ASSERT_OK_AND_ASSIGN(again, compiler->Compile());
  EXPECT_TRUE(again.ok()) << again.err;
}

TEST_F(WarmCompilerTest, FoldersAreOfferedToOneSketchOnly) {
  ASSERT_OK_AND_ASSIGN(headers, TemporaryFolder::Create("autopilot-test-"));
  ASSERT_OK(WriteFile(headers.path() / "library.h", "#define LIBRARY 1\n"));
  CompilerPool pool(*sandbox_, lib_ / "libcompiler_server.so", {lib_, headers.path()});
  ASSERT_OK_AND_ASSIGN(compiler, pool.Take(driver_));
  const std::string sketch = "#include <library.h>\nint f() { return LIBRARY; }\n";
  ASSERT_OK(compiler->Put("sketch.cpp", sketch));
  ASSERT_OK(compiler->Offer({headers.path()}));
  ASSERT_OK_AND_ASSIGN(with, compiler->Compile());
  EXPECT_TRUE(with.ok()) << with.err;
  ASSERT_OK(compiler->Offer({}));
  ASSERT_OK_AND_ASSIGN(without, compiler->Compile());
  EXPECT_THAT(without.err, HasSubstr("library.h: No such file"));
}

TEST_F(WarmCompilerTest, RunsOtherProgramsBesideIt) {
  ASSERT_OK_AND_ASSIGN(compiler, pool_->Take(driver_));
  ASSERT_OK(compiler->Put("words", "some words\n"));
  ASSERT_OK_AND_ASSIGN(read, compiler->Run({"cat", "words"}));
  EXPECT_EQ(read.err, "some words\n");
  ASSERT_OK_AND_ASSIGN(missing, compiler->Run({"no-such-program"}));
  EXPECT_EQ(missing.exit_code, 127);
}

TEST_F(WarmCompilerTest, AnIdleCompilerIsUsedAgain) {
  fs::path folder;
  {
    ASSERT_OK_AND_ASSIGN(compiler, pool_->Take(driver_));
    folder = compiler->folder();
    ASSERT_OK_AND_ASSIGN(other, pool_->Take(driver_));
    EXPECT_NE(other->folder(), folder);
    other.Drop();
  }
  ASSERT_OK_AND_ASSIGN(compiler, pool_->Take(driver_));
  EXPECT_EQ(compiler->folder(), folder);
}

TEST_F(WarmCompilerTest, NothingIsReadThatWasNotShown) {
  ASSERT_OK_AND_ASSIGN(secret, TemporaryFolder::Create("autopilot-test-"));
  ASSERT_OK(WriteFile(secret.path() / "secret.h", "hidden words\n"));
  ASSERT_OK_AND_ASSIGN(compiler, pool_->Take(driver_));
  ASSERT_OK(compiler->Put("sketch.cpp", "#include \"" + (secret.path() / "secret.h").string() + "\"\n"));
  ASSERT_OK_AND_ASSIGN(compiled, compiler->Compile());
  EXPECT_THAT(compiled.err, HasSubstr("No such file"));
}

}  // namespace
}  // namespace autopilot
