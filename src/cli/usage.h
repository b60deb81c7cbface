#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace autopilot {

/// What stands on stderr when the command line cannot be understood: the error and its cure, as everywhere.
/// For CLI::App::failure_message of the whole program.
std::string UsageMessage(const CLI::App* app, const CLI::Error& error);

/// For options that stop a run: a number above 0.
extern const CLI::Validator kAboveZero;

}  // namespace autopilot
