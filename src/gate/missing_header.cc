#include "gate/missing_header.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <regex>

namespace autopilot {
namespace {

bool MatchesAny(const std::vector<std::string>& patterns, const std::string& text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return std::regex_search(text, std::regex(pattern)); });
}

}  // namespace

Finding MissingHeaderFinding(const MissingHeader& missing, const Contract& contract) {
  using Why = MissingHeader::Why;
  const std::string& header = missing.include.header;
  Finding finding;
  finding.line = missing.include.line;
  finding.evidence =
      missing.include.quoted ? fmt::format("#include \"{}\"", header) : fmt::format("#include <{}>", header);
  switch (missing.why) {
    case Why::kOrder:
      finding.rule = "lint/include-order";
      finding.root_cause = "include_order";
      finding.message =
          fmt::format("{} is not found unless {} comes before it", header, contract.library.marker_header);
      finding.next = fmt::format("put #include <{}> above the other library includes", contract.library.marker_header);
      break;
    case Why::kLibrary:
      finding.rule = "lint/missing-library";
      finding.root_cause = "missing_library";
      finding.message = fmt::format("{} belongs to {}, which is not part of the application", header, missing.library);
      finding.next = "use the board's own libraries, or add it to [target] installed";
      break;
    case Why::kOwnFile:
      finding.rule = "lint/own-file";
      finding.root_cause = "invented_header";
      finding.message = fmt::format("{} in angle brackets is searched in libraries only, where it is not", header);
      finding.next = fmt::format("write #include \"{}\"", header);
      break;
    case Why::kNotModelled:
      finding.rule = "lint/not-modelled";
      finding.severity = Severity::kWarning;
      finding.message = fmt::format(
          "{} is part of {}, but the twin does not have it: nothing can be said of sketches "
          "that use it",
          header, missing.library);
      break;
    case Why::kOtherGeneration:
      finding.rule = "lint/other-generation";
      finding.root_cause = "profile_mismatch";
      finding.message = fmt::format("{} is a header of {}, not of {}", header, missing.library, contract.library.id);
      finding.next =
          fmt::format("write for {}, or set [target] library to the one that is installed", contract.library.id);
      break;
    case Why::kInvented:
      finding.rule = "lint/invented-header";
      finding.root_cause = "invented_header";
      finding.message = fmt::format("no installed library has a header {}", header);
      finding.next =
          fmt::format("the library {} offers: {}", contract.library.id, fmt::join(contract.library.headers, ", "));
      break;
  }
  return finding;
}

std::string UnmodelledName(const Contract& contract, const std::string& words) {
  const std::string message = words.substr(0, words.find("; did you mean"));  // What gcc suggests was not written.
  if (MatchesAny(contract.board.unmodelled, message)) return contract.board.title;
  for (const ArduinoLibrary& library : contract.libraries) {
    if (MatchesAny(library.unmodelled, message)) return library.name;
  }
  return "";
}

}  // namespace autopilot
