#include "core/output.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string>
#include <system_error>

namespace autopilot {
namespace {

tl::unexpected<Error> Lost(int error) {
  const std::string cause = error == 0 ? "an earlier part of it got lost" : std::generic_category().message(error);
  return Fail(Infrastructure("cannot write the results to stdout: " + cause,
                             error == EPIPE    ? "let the program that reads them read to the end"
                             : error == ENOSPC ? "free some disk space"
                                               : "check where stdout goes"));
}

}  // namespace

void ReportBrokenOutput() { std::signal(SIGPIPE, SIG_IGN); }

Status WriteOutput(std::string_view text) {
  errno = 0;
  const bool whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (whole && std::fflush(stdout) == 0) return {};
  return Lost(errno);
}

Status FinishOutput() {
  errno = 0;
  if (std::fflush(stdout) != 0) return Lost(errno);
  if (std::ferror(stdout) != 0) return Lost(0);
  return {};
}

}  // namespace autopilot
