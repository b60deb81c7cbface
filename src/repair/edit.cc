#include "repair/edit.h"

#include <algorithm>

namespace autopilot {

bool Overlaps(const Edit& one, const Edit& other) {
  const bool one_inserts = one.begin == one.end;
  const bool other_inserts = other.begin == other.end;
  if (one_inserts && other_inserts) return false;
  if (one_inserts) return one.begin > other.begin && one.begin < other.end;
  if (other_inserts) return other.begin > one.begin && other.begin < one.end;
  return one.begin < other.end && other.begin < one.end;
}

EditedText::EditedText(std::string text) : author_(std::move(text)), text_(author_) {
  origin_.resize(text_.size() + 1);
  for (std::size_t i = 0; i < origin_.size(); ++i) origin_[i] = i;
}

bool EditedText::Apply(std::vector<Edit> edits) {
  // An insertion at the front of a range comes before what replaces it.
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end == a.begin && b.end != b.begin;
  });
  std::size_t reached = 0;
  for (const Edit& edit : edits) {
    if (edit.begin < reached || edit.end < edit.begin || edit.end > text_.size()) return false;
    reached = edit.end;
  }
  std::string text;
  std::vector<std::size_t> origin;
  std::size_t at = 0;
  const auto keep_until = [&](std::size_t end) {
    text.append(text_, at, end - at);
    origin.insert(origin.end(), origin_.begin() + static_cast<std::ptrdiff_t>(at),
                  origin_.begin() + static_cast<std::ptrdiff_t>(end));
  };
  for (const Edit& edit : edits) {
    keep_until(edit.begin);
    text += edit.text;
    origin.insert(origin.end(), edit.text.size(), origin_[edit.begin]);
    at = edit.end;
  }
  keep_until(text_.size());
  origin.push_back(origin_.back());
  text_ = std::move(text);
  origin_ = std::move(origin);
  return true;
}

std::size_t EditedText::AuthorsOffset(std::size_t offset) const { return origin_[std::min(offset, text_.size())]; }

int EditedText::AuthorsLine(std::size_t offset) const {
  const auto end = author_.begin() + static_cast<std::ptrdiff_t>(AuthorsOffset(offset));
  return 1 + static_cast<int>(std::count(author_.begin(), end, '\n'));
}

}  // namespace autopilot
