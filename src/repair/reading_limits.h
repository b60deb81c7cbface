#pragma once

/// What a sketch's syntax may be at most for rules to read it: the parser's memory and the questions that rules ask
/// grow with the depth of a text, and how deep it nests is its author's choice.

#include <string>

#include "repair/sketch_tree.h"

namespace autopilot {

/// Levels of brackets, those in comments and literals not counted. Beyond this a tree is empty.
constexpr int kDeepestBrackets = 256;  // What the standard asks of compilers.

int DepthOfBrackets(const std::string& text);

/// Words, numbers and single marks, wherever they stand. Beyond this a tree is empty too: where nothing fits together,
/// all of them become children of one node, and the parser holds no more than 65,535 of those.
constexpr int kMostTokens = 60'000;

int CountTokens(const std::string& text);

/// The text with blanks in place of long lists of numbers, such as the bytes of a model: same length, same lines.
std::string WithoutLongLists(std::string text);

/// Why the tree of this text is empty although the text is not; "" where it is not, and all can be asked of it.
std::string WhyUnread(const SketchTree& tree);

}  // namespace autopilot
