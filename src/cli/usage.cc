#include "cli/usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "config/nearest.h"
#include "report/text_table.h"

namespace autopilot {
namespace {

/// The command that was chosen, with its own command if it has one.
const CLI::App* Chosen(const CLI::App* app) {
  const auto chosen = app->get_subcommands();
  return chosen.empty() ? app : Chosen(chosen.front());
}

/// "autopilot journal show"
std::string Name(const CLI::App* command) {
  const CLI::App* parent = command->get_parent();
  return parent == nullptr ? "autopilot" : Name(parent) + " " + command->get_name();
}

std::vector<std::string> LongOptions(const CLI::App* command) {
  std::vector<std::string> names;
  for (; command != nullptr; command = command->get_parent()) {
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

std::vector<std::string> Commands(const CLI::App* command) {
  std::vector<std::string> names;
  for (const CLI::App* one : command->get_subcommands({})) names.push_back(one->get_name());
  return names;
}

std::string CheckAboveZero(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value > 0) return "";
  return fmt::format("'{}' is not a number above 0", text);
}

}  // namespace

const CLI::Validator kAboveZero(CheckAboveZero, "above 0");

std::string UsageMessage(const CLI::App* app, const CLI::Error& error) {
  const CLI::App* command = Chosen(app);
  std::string message = error.what();
  std::string cure = Name(command) + " --help";
  const auto kind = static_cast<CLI::ExitCodes>(error.get_exit_code());
  if (kind == CLI::ExitCodes::ExtrasError) {
    const std::vector<std::string> strangers = app->remaining(true);
    const auto first =
        std::find_if(strangers.begin(), strangers.end(), [](const std::string& word) { return word.starts_with("-"); });
    const bool option = first != strangers.end();
    const std::string stranger = option ? *first : strangers.empty() ? "" : strangers.front();
    message = fmt::format("{} knows no {} '{}'", Name(command), option ? "option" : "argument", stranger);
    const std::string meant = option ? Nearest(stranger.substr(0, stranger.find('=')), LongOptions(command)) : "";
    if (!meant.empty()) cure = fmt::format("did you mean {}? ", meant) + cure;
  } else if (kind == CLI::ExitCodes::RequiredError && !Commands(command).empty()) {
    message = Name(command) + " needs a command";
    cure = fmt::format("one of: {}; {}", fmt::join(Commands(command), ", "), cure);
  }
  // It quotes arguments, of which nothing may steer the terminal.
  return Printable(fmt::format("error: {}\n  cure: {}\n", message, cure));
}

}  // namespace autopilot
