#include "gate/tensor_access.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(TensorAccess, SeesReadsOfBytes) {
  EXPECT_TRUE(ReadsTensorsAsBytes("if (output->data.uint8[i] > best) best = output->data.uint8[i];"));
  EXPECT_TRUE(ReadsTensorsAsBytes("uint8_t* scores = out->data . uint8;"));
  EXPECT_TRUE(ReadsTensorsAsBytes("auto p = interpreter.typed_output_tensor<uint8_t>(0);"));
  EXPECT_TRUE(ReadsTensorsAsBytes("if (out->data.int8[a[0]] == 3) {}"));
}

TEST(TensorAccess, WritesFloatsAndWordsAreNone) {
  EXPECT_FALSE(ReadsTensorsAsBytes("input->data.uint8[i] = r;"));
  EXPECT_FALSE(ReadsTensorsAsBytes("float x = output->data.f[i];"));
  EXPECT_FALSE(ReadsTensorsAsBytes("// output->data.uint8[i]\nSerial.println(\"->data.uint8\");"));
}

TEST(TensorAccess, ABranchOnTheTypeIsNoFault) {
  EXPECT_TRUE(ReadsTensorsAsBytes("if (in->type != kTfLiteFloat32) return; v = out->data.uint8[i];"));
  EXPECT_FALSE(
      ReadsTensorsAsBytes("if (net.output(0)->type == k) v = net.output( 0 )->data.uint8[i];"
                          "if (net.output( 0 )->type == k) v = 1;"));
  EXPECT_FALSE(ReadsTensorsAsBytes("if (out->type == kTfLiteUInt8) v = out->data.uint8[i]; else v = out->data.f[i];"));
}

}  // namespace
}  // namespace autopilot
