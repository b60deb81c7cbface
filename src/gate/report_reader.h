#pragma once

/// Which class do printed lines name? Judged as a person would read them.

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace autopilot {

/// Reads reports of one application. Immutable.
class ReportReader {
 public:
  /// `synonyms` are other ways to write a class (emoji), by lower-case name; see profiles/class-words.toml.
  ReportReader(std::vector<std::string> labels, const std::map<std::string, std::vector<std::string>>& synonyms);

  /// The class that these lines report, or nothing. Several classes with numbers are a score table: the
  /// largest wins; otherwise the last line that names exactly one class counts.
  std::optional<std::size_t> Read(const std::vector<std::string>& lines) const;

  /// Classes that a line names, in the order of their first mention.
  std::vector<std::size_t> Mentions(const std::string& line) const;

 private:
  struct Mention {
    std::size_t label;
    std::size_t begin;
    std::size_t end;
  };
  std::vector<Mention> Find(const std::string& line) const;

  std::vector<std::vector<std::string>> words_;  ///< By label, lower case.
};

}  // namespace autopilot
