#pragma once

/// Exact edits of a text: ranges of bytes that are replaced, everything else stays as its author wrote it.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace autopilot {

/// Replaces [begin, end) of a text by `text`; an insertion where both are the same.
struct Edit {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
};

/// True if the two cannot both be made: their ranges share a byte, or one inserts inside the other's range. Insertions
/// at the same place, or at the edge of a range, go together.
bool Overlaps(const Edit& one, const Edit& other);

/// A text in the making that remembers where each of its bytes stood in the author's text.
class EditedText {
 public:
  explicit EditedText(std::string text);

  const std::string& text() const { return text_; }

  /// Makes all edits at once; their offsets are those of `text()` before. Insertions at one place keep their order.
  /// Nothing is changed, and false returned, if two overlap or one lies outside.
  bool Apply(std::vector<Edit> edits);

  /// Where the byte at `offset` of `text()` stood in the author's text; of an inserted byte, where it was inserted.
  std::size_t AuthorsOffset(std::size_t offset) const;
  /// The 1-based line in the author's text.
  int AuthorsLine(std::size_t offset) const;

 private:
  std::string author_;
  std::string text_;
  std::vector<std::size_t> origin_;  ///< Of every byte of `text_`, and of its end.
};

}  // namespace autopilot
