#pragma once

/// Where printed text names a class: in any case, in the plural, by a synonym or an emoji.

#include <map>
#include <string>
#include <vector>

namespace autopilot {

/// One place of a line where a class is named.
struct Mention {
  std::size_t label = 0;  ///< Index into the application's labels.
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Lower case of ASCII and of the Latin-1 letters in UTF-8; everything else stays as it is.
std::string LowerCase(std::string text);

/// Immutable.
class LabelFinder {
 public:
  /// `synonyms` are other ways to write a class, by its lower-case name; see profiles/class-words.toml.
  LabelFinder(const std::vector<std::string>& labels, const std::map<std::string, std::vector<std::string>>& synonyms);

  /// Mentions in the order in which they stand; of overlapping ones the longest. A name inside another
  /// word is none, a plural is one.
  std::vector<Mention> Find(const std::string& line) const;

  std::size_t labels() const { return words_.size(); }

 private:
  std::vector<std::vector<std::string>> words_;  ///< By label, lower case.
};

}  // namespace autopilot
