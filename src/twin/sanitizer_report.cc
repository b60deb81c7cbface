#include "twin/sanitizer_report.h"

#include <cstring>
#include <regex>

namespace autopilot {
namespace {

/// The first stack frame or message that lies in a sketch file: ".../fruit.ino:12" or "features.cpp:3".
void FindPlace(const std::string& report, Trace& trace) {
  static const std::regex place(R"(([\w.+-]{1,80}\.(?:ino|cpp)):(\d{1,7}))");
  for (auto at = std::sregex_iterator(report.begin(), report.end(), place); at != std::sregex_iterator(); ++at) {
    const std::string file = (*at)[1];
    if (file == "sketch.cpp" || file.starts_with("asan_") || file.starts_with("sanitizer_")) continue;
    trace.crash_file = file;
    trace.crash_line = std::stoi((*at)[2]);
    return;
  }
}

/// The sandbox's init reports a signal as 128 + its number, as shells do.
int SignalOf(const ProcessResult& ended) {
  if (ended.signal != 0) return ended.signal;
  return ended.exit_code > 128 ? ended.exit_code - 128 : 0;
}

}  // namespace

void ReadSanitizerReport(const ProcessResult& ended, Trace& trace) {
  static const std::regex asan(R"(ERROR: AddressSanitizer: ([\w-]+))");
  static const std::regex ubsan(R"(runtime error: ([^\n]*))");
  static const std::regex twin(R"(==TWIN== ERROR: ([^\n]*))");
  constexpr std::size_t kShown = 1500;
  const std::string report = ended.err.substr(0, 64 * 1024);
  std::smatch match;
  if (std::regex_search(report, match, twin) || std::regex_search(report, match, asan) ||
      std::regex_search(report, match, ubsan)) {
    trace.end = RunEnd::kCrash;
    trace.crash_summary = match[1];
    trace.crash_text = report.substr(0, kShown);
    FindPlace(report, trace);
  } else if (const int signal = SignalOf(ended); signal != 0) {
    trace.end = RunEnd::kCrash;
    trace.crash_summary = strsignal(signal);
    trace.crash_text = report.substr(0, kShown);
  }
}

}  // namespace autopilot
