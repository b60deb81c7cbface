#pragma once

/// Map expressions such as "r/(r+g+b)": arithmetic, constants, min, max, abs, sqrt over channels.

#include <memory>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// A parsed expression. Copyable and thread-safe.
class Expression {
 public:
  /// `variables` are the names that may appear. Fails with kBadInput naming the offending piece.
  static Result<Expression> Parse(const std::string& text, const std::vector<std::string>& variables);

  /// Values in the order of `variables`. NaN where the expression has none (0/0, 1/0), and for a wrong
  /// number of values.
  double Evaluate(const std::vector<double>& values) const;

  const std::string& text() const { return text_; }
  /// The variables that really appear, in the order given to Parse.
  const std::vector<std::string>& used() const { return used_; }

  Expression(const Expression&);
  Expression& operator=(const Expression&);
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;
  ~Expression();

 private:
  struct Impl;
  Expression();
  std::unique_ptr<Impl> impl_;
  std::string text_;
  std::vector<std::string> used_;
};

}  // namespace autopilot
