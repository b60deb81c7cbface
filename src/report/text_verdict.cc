#include "report/text_verdict.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/paint.h"
#include "report/text_table.h"
#include "report/words.h"

namespace autopilot {
namespace {

constexpr std::size_t kEvidenceLines = 8;
constexpr std::size_t kLineLength = 240;
constexpr std::size_t kCellLength = 72;

std::string Headline(const Verdict& verdict, const std::string& name, bool cached, const Paint& paint) {
  const std::string word = ToString(verdict.verdict);
  std::string line = paint.Verdict(word, paint.Bold(word)) + "  " + name;
  if (!verdict.gate.empty()) line += "  at gate " + verdict.gate;
  if (!verdict.root_cause.empty()) line += ": " + verdict.root_cause;
  if (!verdict.paper_category.empty() && verdict.paper_category != "none") {
    line += " (" + verdict.paper_category + ")";
  }
  if (cached) line += paint.Dim("  (cached)");
  return line + "\n";
}

std::string Gates(const Verdict& verdict, const Paint& paint) {
  std::string text;
  double total = 0;
  for (const GateRecord& gate : verdict.gates) {
    const std::string word = ToString(gate.verdict);
    text += (text.empty() ? "  " : " · ") + gate.gate + " " + paint.Verdict(word, word) + " " + Milliseconds(gate.ms);
    total += gate.ms;
  }
  if (text.empty()) return text;
  return text + paint.Dim(" · " + Milliseconds(total) + " ms in all") + "\n";
}

std::string MetricsLine(const Metrics& metrics) {
  std::vector<std::string> parts;
  if (metrics.accuracy >= 0) parts.push_back(Percent(metrics.accuracy) + " of the shown objects reported right");
  if (metrics.inferences >= 0) parts.push_back(Plural(metrics.inferences, "inference"));
  if (metrics.arena_used >= 0) {
    std::string arena = "arena needs " + Count(metrics.arena_used) + " bytes";
    if (metrics.arena_declared >= 0) arena += " of " + Count(metrics.arena_declared) + " declared";
    parts.push_back(arena);
  }
  if (metrics.flash >= 0) parts.push_back("flash " + Count(static_cast<long long>(metrics.flash)) + " bytes");
  if (metrics.ram >= 0) parts.push_back("RAM " + Count(static_cast<long long>(metrics.ram)) + " bytes");
  return parts.empty() ? "" : "  " + Join(parts, ", ") + "\n";
}

using Sources = std::vector<SketchFile>;

std::string Where(const Finding& finding, const Sources& sources) {
  const std::string file = finding.file.empty() && !sources.empty() ? sources.front().name : finding.file;
  if (finding.line <= 0) return finding.file;
  std::string where = file + ":" + std::to_string(finding.line);
  if (finding.column > 0) where += ":" + std::to_string(finding.column);
  return where;
}

std::string Quote(const Finding& finding, const Sources& sources, const Paint& paint) {
  std::string text;
  const auto source = std::find_if(sources.begin(), sources.end(), [&](const SketchFile& file) {
    return finding.file.empty() || file.name == finding.file;
  });
  if (source == sources.end()) return text;
  for (const ExcerptLine& line : Excerpt(source->text, finding.line, 0)) {
    const std::string number = fmt::format("{:>8} | ", line.number);
    text += paint.Dim(number) + Printable(Shorten(line.text, kLineLength)) + "\n";
    if (finding.column <= 0 || static_cast<std::size_t>(finding.column) > line.text.size() + 1) continue;
    // The caret stands below the same characters as printed: a tab takes two columns.
    const std::string before = Printable(line.text.substr(0, static_cast<std::size_t>(finding.column) - 1));
    text +=
        std::string(number.size() - 2, ' ') + paint.Dim("| ") + std::string(before.size(), ' ') + paint.Red("^") + "\n";
  }
  return text;
}

std::string Example(const Counterexample& example) {
  if (example.empty()) return "";
  const auto cell = [](const std::string& text) {
    std::string one_line = Printable(text);
    for (char& byte : one_line) {
      if (byte == '\n') byte = ' ';
    }
    return Shorten(one_line, kCellLength);
  };
  return TextTable({{"input", "expected", "got"}, {cell(example.input), cell(example.expected), cell(example.got)}},
                   {false, false, false}, "    ");
}

std::string Evidence(const std::string& evidence, const Paint& paint) {
  const std::vector<std::string> lines = Lines(evidence);
  std::string text;
  for (std::size_t i = 0; i < lines.size() && i < kEvidenceLines; ++i) {
    text += "    " + paint.Dim(Printable(Shorten(lines[i], kLineLength))) + "\n";
  }
  if (lines.size() > kEvidenceLines) {
    text +=
        "    " + paint.Dim("… " + Plural(static_cast<long long>(lines.size() - kEvidenceLines), "more line")) + "\n";
  }
  return text;
}

std::string Show(const Finding& finding, const Sources& sources, const TextOptions& options) {
  const Paint paint(options.colour);
  std::string word = ToString(finding.severity);
  if (finding.severity == Severity::kError) {
    word = paint.Red(word);
  } else if (finding.severity == Severity::kWarning) {
    word = paint.Yellow(word);
  }
  std::string text = "\n" + word + "  " + paint.Bold(Printable(finding.message)) + "\n";
  std::vector<std::string> place;
  if (const std::string where = Where(finding, sources); !where.empty()) place.push_back(where);
  place.push_back(finding.rule);
  if (!finding.root_cause.empty()) place.push_back("cause " + finding.root_cause);
  if (finding.behind) place.push_back("lies behind the first fault");
  text += "  " + paint.Dim(Join(place, " · ")) + "\n";
  text += Quote(finding, sources, paint);
  text += Example(finding.counterexample);
  text += Evidence(finding.evidence, paint);
  if (!finding.next.empty()) text += Wrapped("next: " + Printable(finding.next), options.width, "  ");
  return text;
}

}  // namespace

std::string VerdictText(const Verdict& verdict, const std::vector<SketchFile>& sources, const std::string& name,
                        const TextOptions& options) {
  const Paint paint(options.colour);
  std::string text =
      Headline(verdict, name, options.cached, paint) + Gates(verdict, paint) + MetricsLine(verdict.metrics);
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    for (const Finding& finding : verdict.findings) {
      if (finding.severity == severity) text += Show(finding, sources, options);
    }
  }
  return text;
}

}  // namespace autopilot
