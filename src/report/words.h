#pragma once

/// How numbers and texts are written for people, the same in every report.

#include <string>
#include <string_view>
#include <vector>

namespace autopilot {

std::string Count(long long number);   ///< 12,345
std::string Duration(double seconds);  ///< "0.4 s", "38 s", "2 min 05 s", "1 h 02 min"
std::string Milliseconds(double ms);   ///< "0.25", "41.5", "1,203"
std::string Percent(double share);     ///< 0.425 -> "42.5 %"; "not known" if negative
std::string Money(double usd);         ///< "$0.0123"; "free" for zero
std::string Number(double value);      ///< Four significant digits.
std::string Plural(long long number, std::string_view one, std::string_view many = "");  ///< "1 try", "3 tries"
std::string Join(const std::vector<std::string>& parts, std::string_view between);
std::vector<std::string> Lines(std::string_view text);  ///< Without line ends; a last empty line is dropped.
/// At most `limit` bytes, cut at a character's boundary and marked with "…".
std::string Shorten(const std::string& text, std::size_t limit);

/// The lines around one line of a source text.
struct ExcerptLine {
  int number = 0;
  std::string text;
  bool marked = false;
};
/// `context` lines on either side of `line` (1-based); empty if the text has no such line.
std::vector<ExcerptLine> Excerpt(std::string_view source, int line, int context);

/// Whether a finding in `file` is about the candidate called `name` and not about a header beside it:
/// gates give a candidate a name of their own, but keep its suffix.
bool IsAbout(const std::string& file, const std::string& name);

}  // namespace autopilot
