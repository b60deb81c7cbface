#include "repair/analog_sensor_rule.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace autopilot {
namespace {

/// The channels in the braces of "APDS.readColor({r}, {g}, {b})", in order.
std::vector<std::string> ChannelsOf(const std::string& form) {
  std::vector<std::string> channels;
  for (auto at = form.find('{'); at != std::string::npos; at = form.find('{', at + 1)) {
    channels.push_back(form.substr(at + 1, form.find('}', at) - at - 1));
  }
  return channels;
}

/// Whether what the reading becomes is named after the channel: "red", "g_raw".
bool IsNamedAfter(const TreeNode& reading, const std::string& channel) {
  const TreeNode owner = reading.Within({"init_declarator", "assignment_expression"});
  const TreeNode name = owner ? owner.child(owner.Is("init_declarator") ? "declarator" : "left") : TreeNode();
  if (!name || channel.empty()) return false;
  return std::tolower(static_cast<unsigned char>(name.text().front())) == channel.front();
}

Proposal InFunction(const RepairCase& candidate, const std::vector<const Call*>& calls) {
  const SensorProfile& sensor = *candidate.contract.sensor;
  const std::vector<std::string> channels = ChannelsOf(sensor.read);
  std::set<std::string> pins;
  for (const Call* call : calls) {
    if (call->arguments.size() != 1) return {};
    pins.insert(std::string(call->arguments[0].text()));
  }
  if (calls.size() != channels.size() || pins.size() != channels.size()) return {};
  TreeNode block = calls.front()->node.Within({"compound_statement"});
  const auto holds_all = [&] {
    return std::all_of(calls.begin(), calls.end(), [&](const Call* call) { return block.Holds(call->node); });
  };
  while (block && !holds_all()) block = block.Within({"compound_statement"});
  if (!block) return {};
  TreeNode statement = calls.front()->node;
  while (!(statement.parent() == block)) statement = statement.parent();
  const std::size_t line = candidate.tree.LineBegin(statement.line());
  const std::string indent(candidate.tree.text().substr(line, statement.begin() - line));
  if (indent.find_first_not_of(" \t") != std::string::npos) return {};
  std::vector<std::string> names;
  std::vector<std::string> declared;
  Proposal proposal{"", "no_sensor_read", fmt::format("reads {} in place of analog pins", sensor.object), {}};
  for (std::size_t i = 0; i < channels.size(); ++i) {
    names.push_back(candidate.view.FreshName(channels[i] + "_count"));
    declared.push_back(names.back() + " = 0");
    // Which pin is which channel, only their names tell.
    if (!IsNamedAfter(calls[i]->node, channels[i])) proposal.certain = false;
    proposal.edits.push_back(Replace(calls[i]->node, names.back()));
  }
  proposal.edits.push_back(
      {line, line,
       fmt::format("{0}{1} {2};\n{0}{3}({4});\n", indent, sensor.channel_type, fmt::join(declared, ", "),
                   sensor.read.substr(0, sensor.read.find('(')), fmt::join(names, ", "))});
  if (!candidate.view.Includes(sensor.header)) {
    const std::size_t place = candidate.view.IncludePlace();
    proposal.edits.push_back({place, place, fmt::format("#include <{}>\n", sensor.header)});
  }
  return proposal;
}

}  // namespace

std::vector<Proposal> AnalogSensorRule::Propose(const RepairCase& candidate) const {
  if (!candidate.builds() || !candidate.contract.sensor || candidate.contract.sensor_use.external) return {};
  if (!candidate.Has("no_sensor_read") || candidate.contract.sensor_use.window > 0) return {};
  std::map<std::size_t, std::vector<const Call*>> by_function;
  for (const Call* call : candidate.view.CallsOf("analogRead")) {
    const TreeNode function = call->node.Within({"function_definition"});
    if (function) by_function[function.begin()].push_back(call);
  }
  std::vector<Proposal> proposals;
  for (const auto& [begin, calls] : by_function) {
    Proposal proposal = InFunction(candidate, calls);
    if (!proposal.edits.empty()) proposals.push_back(std::move(proposal));
  }
  return proposals;
}

}  // namespace autopilot
