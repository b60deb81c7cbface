#include "report/junit.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/utf8.h"

namespace autopilot {
namespace {

/// Text of an element or an attribute; XML has no way to write most control characters.
std::string Escaped(const std::string& text) {
  std::string result;
  for (const char c : ReplaceInvalidUtf8(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\n':
        result += "&#10;";
        break;
      case '\t':
        result += "&#9;";
        break;
      default:
        result += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  // U+FFFE and U+FFFF are characters, but none of XML's.
  for (const char* forbidden : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (auto at = result.find(forbidden); at != std::string::npos; at = result.find(forbidden)) {
      result.replace(at, 3, "?");
    }
  }
  return result;
}

std::string Words(const Judged& judged, const Finding& finding) {
  std::string text = ToString(finding.severity) + ": " + finding.message + "\n";
  const std::string& file = finding.file.empty() ? judged.file : finding.file;
  text += "  at " + file + (finding.line > 0 ? ":" + std::to_string(finding.line) : "") + ", " + finding.rule;
  text += finding.root_cause.empty() ? "\n" : ", cause " + finding.root_cause + "\n";
  if (!finding.counterexample.empty()) {
    text += fmt::format("  input: {}\n  expected: {}\n  got: {}\n", finding.counterexample.input,
                        finding.counterexample.expected, finding.counterexample.got);
  }
  if (!finding.evidence.empty()) text += finding.evidence + (finding.evidence.ends_with('\n') ? "" : "\n");
  if (!finding.next.empty()) text += "  next: " + finding.next + "\n";
  return text;
}

bool IsOf(const Finding& finding, const std::string& gate) { return finding.rule.starts_with(gate + "/"); }

/// The findings of one gate, whose names begin with its own; those of no gate belong to the one that decided.
std::string WordsOf(const Judged& judged, const std::string& gate) {
  const std::vector<GateRecord>& gates = judged.verdict.gates;
  std::string text;
  for (const Finding& finding : judged.verdict.findings) {
    const bool homeless =
        std::none_of(gates.begin(), gates.end(), [&](const GateRecord& record) { return IsOf(finding, record.gate); });
    const std::string& decider =
        judged.verdict.gate.empty() && !gates.empty() ? gates.back().gate : judged.verdict.gate;
    if (IsOf(finding, gate) || (homeless && (gate == decider || gates.empty()))) text += Words(judged, finding);
  }
  return text;
}

struct Counts {
  int tests = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;
  double seconds = 0;
};

std::string Numbers(const Counts& counts) {
  return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}")", counts.tests,
                     counts.failures, counts.errors, counts.skipped, counts.seconds);
}

/// One gate's answer, with what is to be said of it.
std::string TestCase(const Judged& judged, const std::string& gate, VerdictKind answer, double ms, Counts& counts) {
  ++counts.tests;
  counts.seconds += ms / 1000;
  std::string text = fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"", Escaped(judged.id),
                                 Escaped(gate), ms / 1000);
  const std::string words = WordsOf(judged, gate);
  const std::string first = words.substr(0, words.find('\n'));
  if (answer == VerdictKind::kPass) {
    if (words.empty()) return text + "/>\n";
    return text + ">\n      <system-out>" + Escaped(words) + "</system-out>\n    </testcase>\n";
  }
  text += ">\n";
  if (answer == VerdictKind::kReject) {
    ++counts.failures;
    text += fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", Escaped(judged.verdict.root_cause),
                        Escaped(first), Escaped(words));
  } else if (answer == VerdictKind::kInconclusive) {
    ++counts.skipped;
    text +=
        fmt::format("      <skipped message=\"{}\">{}</skipped>\n", Escaped("inconclusive: " + first), Escaped(words));
  } else {
    ++counts.errors;
    text += fmt::format("      <error type=\"{}\" message=\"{}\">{}</error>\n", ToString(answer), Escaped(first),
                        Escaped(words));
  }
  return text + "    </testcase>\n";
}

std::string Property(const std::string& name, const std::string& value) {
  return value.empty() ? ""
                       : fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", Escaped(name), Escaped(value));
}

std::string Properties(const Judged& judged) {
  const Verdict& verdict = judged.verdict;
  std::string text = "    <properties>\n" + Property("verdict", ToString(verdict.verdict)) +
                     Property("gate", verdict.gate) + Property("root_cause", verdict.root_cause) +
                     Property("paper_category", verdict.paper_category);
  if (verdict.builds >= 0) text += Property("builds", verdict.builds == 1 ? "true" : "false");
  const auto number = [&](const char* name, double value) {
    if (value >= 0) text += Property(name, fmt::format("{:g}", value));
  };
  const auto count = [&](const char* name, double value) {
    if (value >= 0) text += Property(name, fmt::format("{:.0f}", value));
  };
  number("accuracy", verdict.metrics.accuracy);
  count("inferences", verdict.metrics.inferences);
  count("arena_used", verdict.metrics.arena_used);
  count("arena_declared", verdict.metrics.arena_declared);
  count("flash", verdict.metrics.flash);
  count("ram", verdict.metrics.ram);
  if (judged.cached) text += Property("cached", "true");
  return text + "    </properties>\n";
}

std::string Suite(const Judged& judged, Counts& all) {
  Counts counts;
  std::string tests;
  for (const GateRecord& gate : judged.verdict.gates) {
    tests += TestCase(judged, gate.gate, gate.verdict, gate.ms, counts);
  }
  // Trouble may come before any gate.
  if (judged.verdict.gates.empty()) tests += TestCase(judged, "verdict", judged.verdict.verdict, 0, counts);
  all.tests += counts.tests;
  all.failures += counts.failures;
  all.errors += counts.errors;
  all.skipped += counts.skipped;
  all.seconds += counts.seconds;
  return fmt::format("  <testsuite name=\"{}\" file=\"{}\" {}>\n", Escaped(judged.id), Escaped(judged.file),
                     Numbers(counts)) +
         Properties(judged) + tests + "  </testsuite>\n";
}

}  // namespace

std::string JunitReport(const std::vector<Judged>& cases) {
  Counts counts;
  std::string suites;
  for (const Judged& judged : cases) suites += Suite(judged, counts);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"autopilot verify\" " + Numbers(counts) +
         ">\n" + suites + "</testsuites>\n";
}

}  // namespace autopilot
