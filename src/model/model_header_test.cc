#include <gtest/gtest.h>

#include "core/files.h"
#include "model/model_facts.h"
#include "testing/shared_folder.h"
#include "testing/status.h"

namespace autopilot {
namespace {

TEST(ModelHeader, WhatIsRenderedIsReadBack) {
  ASSERT_OK_AND_ASSIGN(bytes, ReadFile(SharedFolder() / "models/fruit/float.tflite"));
  ASSERT_OK_AND_ASSIGN(header, ReadModelHeader(RenderModelHeader(bytes, "g_fruit"), "model.h"));
  EXPECT_EQ(header.symbol, "g_fruit");
  EXPECT_TRUE(header.length_symbol.empty());
  EXPECT_EQ(header.bytes, bytes);
  EXPECT_TRUE(header.aligned);
  EXPECT_TRUE(header.constant);
}

TEST(ModelHeader, IsRenderedGuardedAlignedAndConst) {
  EXPECT_EQ(RenderModelHeader(std::string("\x1c\x00\xff", 3), "model"),
            "// A TensorFlow Lite model of 3 bytes. Generated; do not edit.\n"
            "#ifndef MODEL_H_\n#define MODEL_H_\n\n"
            "alignas(16) const unsigned char model[] = {\n    0x1c, 0x00, 0xff,\n};\n"
            "\n#endif  // MODEL_H_\n");
}

TEST(ModelHeader, ReadsXxd) {
  ASSERT_OK_AND_ASSIGN(header, ReadModelHeader("unsigned char model_tflite[] = {\n  0x1c, 0x00,\n  0xFF\n};\n"
                                               "unsigned int model_tflite_len = 3;\n",
                                               "model.h"));
  EXPECT_EQ(header.symbol, "model_tflite");
  EXPECT_EQ(header.length_symbol, "model_tflite_len");
  EXPECT_EQ(header.bytes, std::string("\x1c\x00\xff", 3));
  EXPECT_FALSE(header.aligned);
  EXPECT_FALSE(header.constant);
}

TEST(ModelHeader, ReadsOtherPeoplesHeaders) {
  ASSERT_OK_AND_ASSIGN(google, ReadModelHeader(R"(/* Licence; with = and { in it
 */
#ifdef __has_attribute
#define HAVE_ATTRIBUTE(x) __has_attribute(x)
#else
#define HAVE_ATTRIBUTE(x) 0
#endif
#define DATA_ALIGN_ATTRIBUTE \
  __attribute__((aligned(4)))
const char* kLabels[] = {"a, b", "}"};
constexpr int kCount = 2;
extern const unsigned char g_model[];
const unsigned char g_model[] DATA_ALIGN_ATTRIBUTE = {
    0x20, 12, 017, 255u,  // the first four
};
const int g_model_len = 4;
)",
                                               "model.h"));
  EXPECT_EQ(google.symbol, "g_model");
  EXPECT_EQ(google.bytes, "\x20\x0c\x0f\xff");
  EXPECT_EQ(google.length_symbol, "g_model_len");
  EXPECT_TRUE(google.aligned);
  EXPECT_TRUE(google.constant);

  ASSERT_OK_AND_ASSIGN(
      signed_bytes,
      ReadModelHeader("#include <stdint.h>\nnamespace x {\nalignas(8) const std::int8_t m[2] = {-1, 127};\n"
                      "const unsigned m_size = sizeof(m);\n}\n",
                      "model.h"));
  EXPECT_EQ(signed_bytes.symbol, "m");
  EXPECT_EQ(signed_bytes.bytes, "\xff\x7f");
  EXPECT_EQ(signed_bytes.length_symbol, "m_size");

  ASSERT_OK_AND_ASSIGN(attribute,
                       ReadModelHeader("[[gnu::aligned(16)]] static const uint8_t model[] = {1};", "model.h"));
  EXPECT_EQ(attribute.symbol, "model");
  EXPECT_EQ(attribute.length_symbol, "");
}

TEST(ModelHeader, NamesTheLineThatIsWrong) {
  const auto refuse = [](const std::string& text, const std::string& told) {
    return FailsWith(ReadModelHeader(text, "model.h"), ErrorKind::kBadInput, told);
  };
  EXPECT_TRUE(refuse("int x = 3;\n", "no array of bytes in this header"));
  EXPECT_TRUE(refuse("", "no array of bytes in this header"));
  EXPECT_TRUE(refuse("const unsigned char m[] = {\n1,\n2,\n", "model.h:3: m is cut: no closing brace"));
  EXPECT_TRUE(refuse("const unsigned char m[] = {\n1,\nfoo};\n", "model.h:3: \"foo\" is no byte of m"));
  EXPECT_TRUE(refuse("const unsigned char m[] = {\n1,\n256};\n", "model.h:3: 256 does not fit a byte of m"));
  EXPECT_TRUE(refuse("const unsigned char m[] = {1 2};\n", "model.h:1: \"2\" is no byte of m"));
  EXPECT_TRUE(refuse("const unsigned char m[] = {};\n", "m holds no bytes"));
  EXPECT_TRUE(refuse("const unsigned char m[3] = {1, 2};\n", "model.h:1: m is declared with 3 bytes and holds 2"));
  EXPECT_TRUE(
      refuse("const unsigned char m[] = {1, 2};\nint m_len = 3;\n", "model.h:2: m_len is 3, but m holds 2 bytes"));
  EXPECT_TRUE(refuse("const unsigned char m[] = {1};\nconst char n[] = {1};\n", "model.h:2: a second array of bytes"));
}

/// The smallest thing that says of itself that it is a model.
constexpr const char* kModelBytes = "0x1c, 0, 0, 0, 0x54, 0x46, 0x4C, 0x33, -1, 255";

TEST(FindModelArrays, FindsTheModelAmongOtherThings) {
  const std::string text =
      std::string("#include <Arduino.h>\nconst char* kNames[] = {\"a\", \"b\"};\n") +
      "int pins[3] = {1, 2, 3};\nnamespace data {\nalignas(16) const unsigned char g_fruit[10] = {" + kModelBytes +
      "};\n}\nvoid setup() { int x[2] = {0x1c, 0}; }\n";
  const auto arrays = FindModelArrays(text);
  ASSERT_EQ(arrays.size(), 1u);
  EXPECT_EQ(arrays[0].symbol, "g_fruit");
  EXPECT_EQ(arrays[0].bytes, std::string("\x1c\0\0\0TFL3\xff\xff", 10));
  EXPECT_TRUE(arrays[0].aligned);
  EXPECT_TRUE(arrays[0].constant);
}

TEST(FindModelArrays, GivesAllOfThemAndNoneForOtherBytes) {
  EXPECT_EQ(FindModelArrays(std::string("char a[] = {") + kModelBytes + "}; char b[] = {" + kModelBytes + "};").size(),
            2u);
  EXPECT_TRUE(FindModelArrays("const unsigned char icon[] = {0x1c, 0, 0, 0, 0x54, 0x46, 0x4C, 0x34, 1};").empty());
  EXPECT_TRUE(FindModelArrays("extern const unsigned char model[];").empty());
  EXPECT_TRUE(FindModelArrays(std::string("char a[] = {") + kModelBytes + ", kMore};").empty());
  EXPECT_TRUE(FindModelArrays("").empty());
}

TEST(FindModelArrays, ReadsWhatIsRendered) {
  ASSERT_OK_AND_ASSIGN(bytes, ReadFile(SharedFolder() / "models/fruit/float.tflite"));
  const auto arrays = FindModelArrays(RenderModelHeader(bytes, "model"));
  ASSERT_EQ(arrays.size(), 1u);
  EXPECT_EQ(arrays[0].bytes, bytes);
}

TEST(ModelHeader, TheCompiledModelTakesNoNameOfASketch) {
  EXPECT_NE(RenderModelDeclaration(7, "model").find("model[7] __asm__(\"autopilot_model\")"), std::string::npos);
  EXPECT_EQ(RenderModelAssembly(7).find("\nmodel:"), std::string::npos);
}

TEST(ModelHeader, AnOutlineDefinesTheSameArray) {
  const std::string outline = RenderModelOutline(7, "fruit");
  EXPECT_NE(outline.find("const unsigned char fruit[7] = {0};"), std::string::npos) << outline;
}

}  // namespace
}  // namespace autopilot
