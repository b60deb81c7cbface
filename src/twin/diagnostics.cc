#include "twin/diagnostics.h"

#include <optional>
#include <regex>

namespace autopilot {
namespace {

const std::regex& GccLine() {
  static const std::regex pattern(R"(^(.*?):(\d+):(?:(\d+):)? (fatal error|error|warning|note): (.*)$)");
  return pattern;
}

/// ld: "x.cc:12: undefined reference to `f()'" or "x.o: in function ...: undefined ..."; mold: "mold: error: undefined
/// symbol: f()".
const std::regex& LinkerLine() {
  static const std::regex pattern(
      R"(^(?:.*?:)?(?:mold: error: |.*ld: )?(.*(undefined reference to|undefined symbol|multiple definition of|duplicate symbol).*)$)");
  return pattern;
}

/// ld, with line information: "/usr/bin/ld: fruit.ino:12: undefined reference to `f()'", or the object file before it.
const std::regex& LinkerPlace() {
  static const std::regex pattern(
      R"(^(?:\S*ld: )?(?:\S+\.o:)?(.+?):(\d+): ((?:undefined reference to|multiple definition of).*)$)");
  return pattern;
}

std::optional<Diagnostic> ParseLine(const std::string& line) {
  std::smatch match;
  if (std::regex_match(line, match, GccLine())) {
    Diagnostic diagnostic;
    diagnostic.file = match[1];
    diagnostic.line = std::stoi(match[2]);
    diagnostic.column = match[3].matched ? std::stoi(match[3]) : 0;
    const std::string kind = match[4];
    diagnostic.kind = kind == "warning" ? Diagnostic::Kind::kWarning
                      : kind == "note"  ? Diagnostic::Kind::kNote
                                        : Diagnostic::Kind::kError;
    diagnostic.message = match[5];
    return diagnostic;
  }
  if (std::regex_match(line, match, LinkerPlace())) {
    Diagnostic diagnostic;
    diagnostic.from_linker = true;
    diagnostic.file = match[1];
    diagnostic.line = std::stoi(match[2]);
    diagnostic.message = match[3];
    return diagnostic;
  }
  if (std::regex_match(line, match, LinkerLine())) {
    Diagnostic diagnostic;
    diagnostic.from_linker = true;
    diagnostic.message = match[1];
    return diagnostic;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Diagnostic> ParseDiagnostics(std::string_view compiler_output) {
  std::vector<Diagnostic> diagnostics;
  while (!compiler_output.empty()) {
    const auto end = compiler_output.find('\n');
    // Long template instantiations reach tens of kilobytes; std::regex recurses on length.
    const std::string line(compiler_output.substr(0, std::min<std::size_t>(end, 2000)));
    compiler_output.remove_prefix(end == std::string_view::npos ? compiler_output.size() : end + 1);
    if (auto diagnostic = ParseLine(line)) {
      diagnostics.push_back(std::move(*diagnostic));
      continue;
    }
    // gcc quotes the source as "   12 |   code".
    const auto bar = line.find(" | ");
    if (bar != std::string::npos && !diagnostics.empty() && diagnostics.back().source.empty() &&
        line.substr(0, bar).find_first_not_of(" 0123456789") == std::string::npos &&
        line.substr(0, bar).find_first_of("0123456789") != std::string::npos) {
      diagnostics.back().source = line.substr(bar + 3);
    }
  }
  return diagnostics;
}

}  // namespace autopilot
