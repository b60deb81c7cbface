#include "twin/sanitizer_report.h"

#include <cctype>
#include <cstdlib>
#include <cstring>
#include <regex>

namespace autopilot {
namespace {

/// The first stack frame or message that lies in a file of the sketch: ".../fruit.ino:12", "features.cpp:3".
void FindPlace(const std::string& report, const std::vector<std::string>& files, Trace& trace) {
  std::size_t first = std::string::npos;
  for (const std::string& file : files) {
    for (auto at = report.find(file + ":"); at < first; at = report.find(file + ":", at + 1)) {
      const char before = at == 0 ? ' ' : report[at - 1];
      const char* number = report.c_str() + at + file.size() + 1;
      if ((before != '/' && before != ' ' && before != '\n') ||
          std::isdigit(static_cast<unsigned char>(*number)) == 0) {
        continue;
      }
      first = at;
      trace.crash_file = file;
      trace.crash_line = std::atoi(number);
    }
  }
}

/// The sandbox's init reports a signal as 128 + its number, as shells do.
int SignalOf(const ProcessResult& ended) {
  if (ended.signal != 0) return ended.signal;
  return ended.exit_code > 128 ? ended.exit_code - 128 : 0;
}

}  // namespace

void ReadSanitizerReport(const ProcessResult& ended, const std::vector<std::string>& files, Trace& trace) {
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
    FindPlace(report, files, trace);
  } else if (const int signal = SignalOf(ended); signal != 0) {
    trace.end = RunEnd::kCrash;
    trace.crash_summary = strsignal(signal);
    trace.crash_text = report.substr(0, kShown);
  }
}

}  // namespace autopilot
