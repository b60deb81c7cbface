#include "gate/resources_gate.h"

#include <fmt/format.h>

#include <algorithm>

#include "gate/source_text.h"

namespace autopilot {
namespace {

/// From this share of the limit on, a warning: the heap lives from what is left.
constexpr double kTight = 0.9;

std::string Grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

/// The largest things in flash or in RAM, a line each.
std::string Largest(const BoardImage& image, bool ram) {
  std::string text;
  for (const BoardImage::Symbol& symbol : image.largest) {
    if (symbol.in_ram == ram) text += fmt::format("{:>10} {}\n", Grouped(symbol.bytes), symbol.name);
  }
  return text;
}

struct Memory {
  const char* name;  ///< "flash"
  const char* title;
  std::int64_t core = 0;
  std::int64_t sketch = 0;
  std::int64_t limit = 0;
  std::int64_t sum() const { return core + sketch; }
};

/// Too much, or nearly so.
std::optional<Finding> CheckMemory(const Case& candidate, const BoardImage& image, const Memory& memory) {
  const bool ram = std::string_view(memory.name) == "ram";
  const bool over = memory.sum() > memory.limit;
  if (!over && static_cast<double>(memory.sum()) <= kTight * static_cast<double>(memory.limit)) return std::nullopt;
  Finding finding;
  finding.rule = fmt::format("resources/{}{}", memory.name, over ? "" : "-tight");
  finding.severity = over ? Severity::kError : Severity::kWarning;
  finding.root_cause = fmt::format("{}_overflow", memory.name);
  if (over) {
    finding.message = fmt::format("the sketch needs at least {} bytes of {}, the {} has {}", Grouped(memory.sum()),
                                  memory.title, candidate.contract.board.title, Grouped(memory.limit));
  } else {
    finding.message = fmt::format("{} of {} bytes of {} are taken{}", Grouped(memory.sum()), Grouped(memory.limit),
                                  memory.title, ram ? ": little is left for the heap" : "");
  }
  finding.counterexample = {fmt::format("bytes of {}: core {}, sketch and libraries {}", memory.title,
                                        Grouped(memory.core), Grouped(memory.sketch)),
                            fmt::format("at most {}", Grouped(memory.limit)), Grouped(memory.sum())};
  finding.evidence = Largest(image, ram);
  const auto largest = std::find_if(image.largest.begin(), image.largest.end(),
                                    [ram](const BoardImage::Symbol& symbol) { return symbol.in_ram == ram; });
  if (largest != image.largest.end()) {
    finding.next = fmt::format("make {} smaller: it takes {} bytes", largest->name, Grouped(largest->bytes));
    if (ram && largest->name.find("arena") != std::string::npos && candidate.contract.arena_need > 0) {
      finding.next += fmt::format(", and the model needs about {}", Grouped(candidate.contract.arena_need));
    }
  }
  return finding;
}

std::optional<Finding> CheckStack(const Case& candidate, const BoardImage& image) {
  const int limit = candidate.contract.board.stack_bytes;
  if (image.frames.empty() || image.frames.front().bytes <= limit) return std::nullopt;
  const BoardImage::Frame& frame = image.frames.front();
  Finding finding;
  finding.rule = "resources/stack";
  finding.severity = Severity::kWarning;
  finding.root_cause = "stack_overflow";
  finding.message =
      fmt::format("{} puts {} bytes on the stack, which has {}", frame.function, Grouped(frame.bytes), Grouped(limit));
  finding.file = frame.file;
  finding.line = frame.line;
  finding.counterexample = {"bytes of stack", fmt::format("at most {}", Grouped(limit)), Grouped(frame.bytes)};
  finding.next = "make its large arrays static or global";
  return finding;
}

void PutMetrics(const BoardImage& image, const BoardProfile& board, Metrics& metrics) {
  metrics.flash = static_cast<double>(board.core_flash_bytes + image.flash());
  metrics.ram = static_cast<double>(board.core_ram_bytes + image.ram());
  metrics.sections = {{"core", board.core_flash_bytes, board.core_ram_bytes}};
  for (const BoardImage::Section& section : image.sections) {
    metrics.sections.push_back(
        {section.name, section.in_flash ? section.bytes : 0, section.in_ram ? section.bytes : 0});
  }
  metrics.symbols.clear();
  for (const BoardImage::Symbol& symbol : image.largest) {
    metrics.symbols.push_back({symbol.name, symbol.in_ram ? 0 : symbol.bytes, symbol.in_ram ? symbol.bytes : 0});
  }
}

}  // namespace

Result<GateAnswer> ResourcesGate::Check(Case& candidate) const {
  GateAnswer answer;
  // Without an image there is nothing that could be short; see TargetBuild.
  if (!candidate.build) return answer;
  if (!candidate.build->unmeasured.empty()) {
    Finding finding;
    finding.rule = "resources/unmeasured";
    finding.severity = Severity::kWarning;
    finding.message = fmt::format("whether the sketch fits into the {} was not measured: {}",
                                  candidate.contract.board.title, candidate.build->unmeasured);
    finding.next = "judge with another version of the library, or build the sketch with arduino-cli";
    answer.verdict = VerdictKind::kInconclusive;
    answer.findings.push_back(std::move(finding));
    return answer;
  }
  if (!candidate.build->image) return answer;
  const BoardImage& image = *candidate.build->image;
  const BoardProfile& board = candidate.contract.board;
  PutMetrics(image, board, candidate.metrics);
  for (const Memory& memory : {Memory{"flash", "flash", board.core_flash_bytes, image.flash(), board.flash_bytes},
                               Memory{"ram", "RAM", board.core_ram_bytes, image.ram(), board.ram_bytes}}) {
    auto finding = CheckMemory(candidate, image, memory);
    if (!finding) continue;
    if (finding->severity == Severity::kError) {
      answer.verdict = VerdictKind::kReject;
      candidate.build->builds = false;  // The board's linker refuses what does not fit.
    }
    answer.findings.push_back(std::move(*finding));
  }
  if (auto finding = CheckStack(candidate, image)) answer.findings.push_back(std::move(*finding));
  return answer;
}

std::vector<std::string> RegisteredOperators(const Case& candidate) {
  std::string text = BlankComments(candidate.text, true);
  for (const SketchFile& file : candidate.layout.beside) {
    // The model's bytes name nothing.
    if (file.name != "model.h") text += BlankComments(file.text, true);
  }
  if (!HasWord(text, "MicroInterpreter")) return {};
  if (HasWord(text, "AllOpsResolver")) return {TargetBuild::kAllOperators};
  std::vector<std::string> operators;
  for (const auto& [name, adder] : candidate.contract.library.operator_adder) {
    if (HasWord(text, adder) || HasWord(text, "BuiltinOperator_" + name)) operators.push_back(name);
  }
  if (!operators.empty() || !candidate.contract.tflite) return operators;
  for (const OperatorFacts& op : candidate.contract.tflite->operators) operators.push_back(op.name);
  return operators;
}

}  // namespace autopilot
