#pragma once

#include <string>

namespace autopilot {

/// ANSI colours for terminals, or nothing at all.
class Paint {
 public:
  explicit Paint(bool on) : on_(on) {}
  std::string Bold(const std::string& text) const { return Wrap("1", text); }
  std::string Dim(const std::string& text) const { return Wrap("2", text); }
  std::string Red(const std::string& text) const { return Wrap("31", text); }
  std::string Green(const std::string& text) const { return Wrap("32", text); }
  std::string Yellow(const std::string& text) const { return Wrap("33", text); }
  /// In the colour of a verdict: "pass" green, "reject" red, all others yellow.
  std::string Verdict(const std::string& verdict, const std::string& text) const {
    if (verdict == "pass") return Green(text);
    return verdict == "reject" ? Red(text) : Yellow(text);
  }

 private:
  std::string Wrap(const char* code, const std::string& text) const {
    return on_ ? "\033[" + std::string(code) + "m" + text + "\033[0m" : text;
  }
  bool on_;
};

}  // namespace autopilot
