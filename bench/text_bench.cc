// The gates that only read text: DESIGN aims at less than 1 ms for a reply and 5 ms for lint.

#include <benchmark/benchmark.h>

#include <string>

#include "gate/source_text.h"
#include "reply/extract.h"

namespace autopilot {
namespace {

/// A sketch of `functions` small functions, as replies hold them.
std::string MakeSketch(int functions) {
  std::string sketch = "#include <Arduino.h>\n#include <TensorFlowLite.h>\n// A remark with \"quotes\".\n";
  for (int i = 0; i < functions; ++i) {
    sketch += "float scale" + std::to_string(i) +
              "(int raw) {\n  if (raw == 0) return 0;  /* guard */\n  return raw / 255.0f;\n}\n";
  }
  return sketch + "void setup() { Serial.begin(9600); }\nvoid loop() { Serial.println(\"{ not a brace\"); }\n";
}

void ExtractReply(benchmark::State& state) {
  const std::string reply = "Here it is:\n```cpp\n" + MakeSketch(static_cast<int>(state.range(0))) + "```\nEnjoy.\n";
  for (auto _ : state) benchmark::DoNotOptimize(Extract(reply, Wanted::kSketch, "stop"));
}
BENCHMARK(ExtractReply)->Arg(10)->Arg(100);

void ReadIncludes(benchmark::State& state) {
  const std::string sketch = MakeSketch(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(FindIncludes(sketch));
}
BENCHMARK(ReadIncludes)->Arg(10)->Arg(100);

}  // namespace
}  // namespace autopilot
