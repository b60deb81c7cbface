#pragma once

/// Expected failure, everywhere in the program: `Result<T>` holds a value or an `Error`.
/// Exceptions mean bugs; they are never used for what a user, a file, a tool or a network can cause.

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace autopilot {

/// What sort of failure it is; decides the exit status of the program (see `ExitCodeFor`).
enum class ErrorKind {
  kBadInput,        ///< The user's files or arguments are wrong; exit 2.
  kInfrastructure,  ///< A tool, a provider, the disk or the network failed; exit 3.
  kBudget,          ///< A limit on attempts, tokens, money or time is spent; exit 5.
  kInterrupted,     ///< Ctrl-C or SIGTERM; exit 130.
};

/// One failure, in the words a user needs: where, what, why and what to do about it.
struct Error {
  ErrorKind kind = ErrorKind::kInfrastructure;
  std::string message;  ///< What went wrong, one sentence without a full stop.
  std::string cure;     ///< What the user can do; may be empty.
  std::string file;     ///< The file it is about; may be empty.
  int line = 0;         ///< 1-based; 0 where no line is known.

  /// "file:line: message\n  cure: ..." as printed on stderr.
  std::string ToString() const;

  Error At(std::string where, int line_number = 0) && {
    file = std::move(where);
    line = line_number;
    return std::move(*this);
  }
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline Error BadInput(std::string message, std::string cure = "") {
  return {ErrorKind::kBadInput, std::move(message), std::move(cure), "", 0};
}
inline Error Infrastructure(std::string message, std::string cure = "") {
  return {ErrorKind::kInfrastructure, std::move(message), std::move(cure), "", 0};
}
inline tl::unexpected<Error> Fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// Process exit status as documented for users: 2 bad input, 3 infrastructure, 5 budget, 130.
int ExitCodeFor(ErrorKind kind);

}  // namespace autopilot

/// Evaluates `expression` (a Result) and either binds its value to `name` or returns its error.
#define AUTOPILOT_TRY(name, expression)                                                            \
  auto name##_result = (expression);                                                               \
  if (!name##_result) return tl::unexpected<::autopilot::Error>(std::move(name##_result).error()); \
  auto& name = *name##_result /* NOLINT(bugprone-macro-parentheses) */

/// Evaluates `expression` (a Status) and returns its error if it failed.
#define AUTOPILOT_CHECK(expression)                                               \
  do {                                                                            \
    if (auto check_status = (expression); !check_status)                          \
      return tl::unexpected<::autopilot::Error>(std::move(check_status).error()); \
  } while (false)
