#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace autopilot {

std::string Count(long long number) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string Duration(double seconds) {
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string Milliseconds(double ms) {
  if (ms < 9.995) return fmt::format("{:.2f}", ms);
  if (ms < 999.5) return fmt::format("{:.1f}", ms);
  return Count(std::llround(ms));
}

std::string Percent(double share) {
  if (!(share >= 0)) return "not known";
  const std::string text = fmt::format("{:.1f}", 100 * share);
  return (text.ends_with(".0") ? text.substr(0, text.size() - 2) : text) + " %";
}

std::string Money(double usd) { return usd <= 0 ? "free" : fmt::format("${:.4f}", usd); }

std::string Number(double value) { return fmt::format("{:.4g}", value); }

std::string Plural(long long number, std::string_view one, std::string_view many) {
  const std::string plural = many.empty() ? std::string(one) + "s" : std::string(many);
  return Count(number) + " " + (number == 1 ? std::string(one) : plural);
}

std::string Join(const std::vector<std::string>& parts, std::string_view between) {
  return fmt::format("{}", fmt::join(parts, between));
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string Shorten(const std::string& text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::vector<ExcerptLine> Excerpt(std::string_view source, int line, int context) {
  const std::vector<std::string> lines = Lines(source);
  const int last = static_cast<int>(lines.size());
  std::vector<ExcerptLine> excerpt;
  if (line < 1 || line > last) return excerpt;
  for (int number = std::max(1, line - context); number <= std::min(last, line + context); ++number) {
    excerpt.push_back({number, lines[static_cast<std::size_t>(number) - 1], number == line});
  }
  return excerpt;
}

bool IsAbout(const std::string& file, const std::string& name) {
  return file.empty() || std::filesystem::path(file).extension() == std::filesystem::path(name).extension();
}

}  // namespace autopilot
