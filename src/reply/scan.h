#pragma once

/// Small scanners over text and code. Each is linear and none recurses: a reply may be a megabyte of anything.

#include <string>
#include <string_view>
#include <vector>

namespace autopilot {

enum class Language { kCpp, kPython };

std::string_view Trim(std::string_view text);

/// The lines of `text`, without their ends.
std::vector<std::string_view> Lines(std::string_view text);

/// A character of an identifier.
bool IsWordCharacter(char c);

/// `text` has `word` (lower case) between characters that are none of a word; case aside.
bool HasWordInAnyCase(std::string_view text, std::string_view word);

/// HasWordInAnyCase for any of `words`.
bool HasAnyWord(std::string_view text, const std::vector<std::string_view>& words);

/// The identifiers of `code`, in order, with repeats.
std::vector<std::string_view> Identifiers(std::string_view code);

/// `code` with comments and the insides of literals turned to blanks: same length, same lines.
std::string WithoutLiterals(std::string_view code, Language language);

/// As WithoutLiterals, but only the comments.
std::string WithoutComments(std::string_view code, Language language);

/// What of `code` counts when two texts are compared: its lines without comments, blanks around and empty lines.
std::vector<std::string> EssentialLines(std::string_view code, Language language);

/// How often `bare` (code without literals) defines the function `name` of C++.
int CountDefinitions(std::string_view bare, std::string_view name);

/// The names of all functions of C++ that `bare` defines, in order.
std::vector<std::string_view> DefinedFunctions(std::string_view bare);

/// True if brackets and braces balance outside comments and literals.
bool IsBalanced(std::string_view code);

}  // namespace autopilot
