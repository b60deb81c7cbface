#include "gate/report_numbers.h"

#include <cctype>
#include <cmath>
#include <cstdlib>

namespace autopilot {
namespace {

bool IsDigit(const std::string& line, std::size_t at) {
  return at < line.size() && std::isdigit(static_cast<unsigned char>(line[at])) != 0;
}

/// Just past the digits that begin at `at`.
std::size_t SkipDigits(const std::string& line, std::size_t at) {
  while (IsDigit(line, at)) ++at;
  return at;
}

}  // namespace

std::vector<PrintedNumber> FindNumbers(const std::string& line) {
  std::vector<PrintedNumber> numbers;
  for (std::size_t i = 0; i < line.size();) {
    const bool fraction_first = line[i] == '.' && IsDigit(line, i + 1);
    if (!IsDigit(line, i) && !fraction_first) {
      ++i;
      continue;
    }
    PrintedNumber number;
    number.begin = i;
    number.whole = true;
    number.attached = i > 0 && std::isalpha(static_cast<unsigned char>(line[i - 1])) != 0;
    std::size_t end = SkipDigits(line, i);
    if (line.compare(end, 1, ".") == 0 && IsDigit(line, end + 1)) {
      number.whole = false;
      end = SkipDigits(line, end + 1);
    }
    if (end < line.size() && (line[end] == 'e' || line[end] == 'E')) {
      const std::size_t sign = end + 1 < line.size() && (line[end + 1] == '-' || line[end + 1] == '+') ? 1 : 0;
      if (IsDigit(line, end + 1 + sign)) {
        number.whole = false;
        end = SkipDigits(line, end + 1 + sign);
      }
    }
    // Between two words or numbers it joins them: "class-2", "0-5".
    const bool minus = i > 0 && line[i - 1] == '-' &&
                       (i == 1 || (std::isalnum(static_cast<unsigned char>(line[i - 2])) == 0 &&
                                   std::string("._)]-").find(line[i - 2]) == std::string::npos));
    if (minus) --number.begin;
    number.value = std::strtod(line.substr(number.begin, end - number.begin).c_str(), nullptr);
    // As the library's own log writes fractions: 1.5*2^-1.
    if (line.compare(end, 3, "*2^") == 0) {
      const std::size_t power = end + 3 + (line.compare(end + 3, 1, "-") == 0 ? 1 : 0);
      if (IsDigit(line, power)) {
        number.value = std::ldexp(number.value, std::atoi(line.c_str() + end + 3));
        number.whole = false;
        end = SkipDigits(line, power);
      }
    }
    number.end = end;
    const std::size_t after = line.find_first_not_of(' ', end);
    if (after != std::string::npos && line[after] == '%') number.whole = false;
    numbers.push_back(number);
    i = end;
  }
  return numbers;
}

}  // namespace autopilot
