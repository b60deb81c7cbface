#include "app/expression.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <muParser.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <numbers>

#include "config/nearest.h"

namespace autopilot {
namespace {

double Minimum(double a, double b) { return a < b ? a : b; }
double Maximum(double a, double b) { return a > b ? a : b; }
double Absolute(double a) { return std::fabs(a); }
double Root(double a) { return std::sqrt(a); }

constexpr const char* kCure = "write it with + - * / ( ) numbers, pi, min(a, b), max(a, b), abs(a), sqrt(a)";

/// muParser knows more operators than a map may use, some with another meaning than in the C++ that the
/// map becomes on the device ("^"), so they are refused before it sees them.
std::size_t FindForbidden(const std::string& text) { return text.find_first_of("^%=<>!&|?:;'\"{}[]#~@$\\"); }

}  // namespace

struct Expression::Impl {
  std::vector<std::string> variables;
  std::vector<double> values;  ///< What the parser's variables point to; never resized after Parse.
  mu::Parser parser;
  std::mutex mutex;
};

Expression::Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::~Expression() = default;

Expression::Expression(const Expression& other) {
  // The parser points into `values`, so a copy is parsed anew; it was valid once and is so again.
  if (other.impl_) *this = *Parse(other.text_, other.impl_->variables);
}

Expression& Expression::operator=(const Expression& other) {
  if (this != &other) *this = Expression(other);
  return *this;
}

Result<Expression> Expression::Parse(const std::string& text, const std::vector<std::string>& variables) {
  const auto fail = [&](const std::string& cause, const std::string& cure) {
    return Fail(BadInput(fmt::format("{} in \"{}\"", cause, text), cure));
  };
  if (text.find_first_not_of(" \t") == std::string::npos) return fail("nothing", kCure);
  if (const std::size_t place = FindForbidden(text); place != std::string::npos) {
    return fail(fmt::format("\"{}\" has no meaning", text[place]), kCure);
  }

  Expression expression;
  expression.text_ = text;
  expression.impl_ = std::make_unique<Impl>();
  Impl& impl = *expression.impl_;
  impl.variables = variables;
  impl.values.assign(variables.size(), 1.0);
  try {
    mu::Parser& parser = impl.parser;
    parser.ClearFun();
    parser.ClearConst();
    parser.DefineConst("pi", std::numbers::pi);
    parser.DefineFun("min", Minimum);
    parser.DefineFun("max", Maximum);
    parser.DefineFun("abs", Absolute);
    parser.DefineFun("sqrt", Root);
    for (std::size_t i = 0; i < variables.size(); ++i) parser.DefineVar(variables[i], &impl.values[i]);
    parser.SetExpr(text);
    int results = 0;
    parser.Eval(results);
    if (results != 1) return fail("more than one value", kCure);
    const auto& used = parser.GetUsedVar();
    for (const std::string& name : variables) {
      if (used.contains(name)) expression.used_.push_back(name);
    }
  } catch (const mu::ParserError& error) {
    std::string token = error.GetToken();
    while (!token.empty() && token.back() == ' ') token.pop_back();
    if (error.GetCode() == mu::ecUNASSIGNABLE_TOKEN) {
      // muParser's token is all the rest of the text; the name is what the user needs to see.
      const std::size_t end = token.find_first_of(" \t+-*/(),");
      if (end != std::string::npos && end > 0) token.resize(end);
      return fail(fmt::format("\"{}\" is not known", token), NearestOrList(token, variables));
    }
    const std::string where =
        token.empty() ? fmt::format(" at position {}", error.GetPos() + 1) : fmt::format(" at \"{}\"", token);
    return fail(fmt::format("a syntax error{}", where), kCure);
  }
  return expression;
}

double Expression::Evaluate(const std::vector<double>& values) const {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (!impl_ || values.size() != impl_->values.size()) return kNone;
  const std::lock_guard lock(impl_->mutex);
  std::copy(values.begin(), values.end(), impl_->values.begin());
  try {
    const double result = impl_->parser.Eval();
    return std::isfinite(result) ? result : kNone;
  } catch (const mu::ParserError&) {
    return kNone;
  }
}

}  // namespace autopilot
