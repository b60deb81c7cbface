#pragma once

/// What a text is: a sketch, a piece of C++, Python, a patch, a refusal.

#include <string_view>

#include "reply/blocks.h"

namespace autopilot {

/// Defines setup() and loop().
bool LooksLikeSketch(std::string_view code);

/// C++ that defines functions, and not those of a sketch: still an answer, whose faults the gates name.
bool LooksLikeProgram(std::string_view code);

/// A closed block with statements of C++, whatever they are part of.
bool LooksLikePiece(const CodeBlock& block);

/// Imports something or defines something, as a whole script does.
bool HasImportOrDefinition(std::string_view code);

/// Statements of Python: an import, a definition or an assignment.
bool HasPythonStatement(std::string_view code);

/// Python, and no C++.
bool LooksLikePython(std::string_view code);

/// C++, and no Python.
bool LooksLikeCpp(std::string_view code);

bool LooksLikePatch(std::string_view code);

/// Commands for a shell.
bool IsShell(const CodeBlock& block);

bool LooksLikeRefusal(std::string_view text);

}  // namespace autopilot
