#include "twin/target_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace autopilot {
namespace {

/// Numbers of a feeder's rows: more would not fit the board, nor be compiled soon.
constexpr std::size_t kMostNumbers = 60'000;
/// Its inferences: more take longer than the virtual time of a run.
constexpr std::size_t kMostRows = 1000;

struct Resolver {
  std::string declaration;
  std::string additions;  ///< Statements of setup().
};

/// What resolves the model's operators: everything at once where the generation can, else one by one.
Resolver EveryOperator(const Contract& contract) {
  if (contract.library.symbol_header.contains("AllOpsResolver")) return {"tflite::AllOpsResolver resolver;", ""};
  std::set<std::string> adders;
  for (const OperatorFacts& op : contract.tflite->operators) {
    const auto adder = contract.library.operator_adder.find(op.name);
    if (adder != contract.library.operator_adder.end()) adders.insert(adder->second);
  }
  Resolver resolver;
  resolver.declaration =
      fmt::format("tflite::MicroMutableOpResolver<{}> resolver;", std::max<std::size_t>(1, adders.size()));
  for (const std::string& adder : adders) resolver.additions += fmt::format("  resolver.{}();\n", adder);
  return resolver;
}

/// The smallest sketch that feeds rows to the model with every operator the library has.
std::string RenderFeeder(const Contract& contract, const std::vector<std::vector<double>>& rows) {
  const TensorFacts& input = contract.tflite->input;
  const bool is_float = input.type == "float32";
  std::string numbers;
  for (const auto& row : rows) {
    for (double value : row) {
      if (is_float) {
        numbers += fmt::format("{:#.9g}f,", value);  // A point in any case: "0f" is no number.
      } else {
        const double level = std::round(value / input.scale) + input.zero_point;
        numbers += fmt::format("{},", static_cast<int>(std::clamp(level, -128.0, 127.0)));
      }
    }
    numbers += '\n';
  }
  const LibraryProfile& library = contract.library;
  const std::string type = is_float ? "float" : "int8_t";
  const std::string field = is_float ? "f" : "int8";
  std::string includes = fmt::format("#include <{}>\n", contract.library.marker_header);
  for (const char* name :
       {"MicroInterpreter", "AllOpsResolver", "MicroMutableOpResolver", "MicroErrorReporter", "GetModel"}) {
    if (const auto header = library.symbol_header.find(name); header != library.symbol_header.end()) {
      includes += fmt::format("#include \"{}\"\n", header->second);
    }
  }
  const Resolver resolver = EveryOperator(contract);
  return includes + fmt::format(
                        R"(#include "model.h"
const int kRows = {0};
const int kInputs = {1};
const {2} rows[] = {{{3}}};
{7}
{8}
alignas(16) uint8_t arena[{4}];
tflite::MicroInterpreter* interpreter;
void setup() {{
{9}  static tflite::MicroInterpreter made(tflite::GetModel({5}), resolver, arena, sizeof(arena){10});
  interpreter = &made;
  interpreter->AllocateTensors();
  for (int row = 0; row < kRows; ++row) {{
    for (int i = 0; i < kInputs; ++i) interpreter->input(0)->data.{6}[i] = rows[row * kInputs + i];
    if (interpreter->Invoke() != kTfLiteOk) return;
  }}
}}
void loop() {{ delay(1000); }}
)",
                        rows.size(), rows.empty() ? 0 : rows.front().size(), type, numbers,
                        contract.arena_need * 4 + 4096, contract.application.symbol, field,
                        library.error_reporter ? "tflite::MicroErrorReporter reporter;" : "", resolver.declaration,
                        resolver.additions, library.error_reporter ? ", &reporter" : "");
}

/// One feeder's rows.
Result<TargetRun> RunRows(const Twin& twin, const Contract& contract, const std::vector<std::vector<double>>& rows,
                          const std::filesystem::path& folder) {
  AUTOPILOT_TRY(build, twin.Build({"feeder", RenderFeeder(contract, rows)}, contract, folder));
  if (!build.builds || !build.links) {
    return Fail(Infrastructure(
        "the sketch that feeds rows to the model does not build: " + build.compiler_output.substr(0, 600),
        "build the twin again (tools/setup, then cmake --build)"));
  }
  RunOptions options;
  options.virtual_seconds_limit = 1;  // Everything happens in setup().
  AUTOPILOT_TRY(trace, twin.Run(build, contract, {}, options, folder));

  TargetRun run;
  const TensorFacts& output = contract.tflite->output;
  for (const TraceEvent& event : trace.events) {
    if (event.kind == EventKind::kInvoke) {
      std::vector<double> values = event.output;
      if (output.scale != 0) {
        for (double& value : values) value = (value - output.zero_point) * output.scale;
      }
      run.outputs.push_back(std::move(values));
    } else if ((event.kind == EventKind::kAllocate && event.values.front() != 0) ||
               event.kind == EventKind::kInvokeFailed || event.kind == EventKind::kHalted) {
      run.words += event.text + "\n";
    }
  }
  run.runs = run.outputs.size() == rows.size() && run.words.empty();
  if (!run.runs) run.words += trace.debug_log + trace.crash_text;
  return run;
}

}  // namespace

Result<TargetRun> RunOnTarget(const Twin& twin, const Contract& contract, const std::vector<std::vector<double>>& rows,
                              const std::filesystem::path& folder) {
  const std::size_t width = rows.empty() ? 1 : std::max<std::size_t>(1, rows.front().size());
  const std::size_t at_once = std::clamp<std::size_t>(kMostNumbers / width, 1, kMostRows);
  TargetRun whole;
  whole.runs = true;
  for (std::size_t at = 0; at == 0 || at < rows.size(); at += at_once) {
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), at + at_once));
    AUTOPILOT_TRY(part, RunRows(twin, contract, {begin, end}, folder));
    whole.outputs.insert(whole.outputs.end(), part.outputs.begin(), part.outputs.end());
    whole.words += part.words;
    whole.runs = whole.runs && part.runs;
    if (!whole.runs) break;
  }
  return whole;
}

}  // namespace autopilot
