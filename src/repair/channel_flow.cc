#include "repair/channel_flow.h"

#include <algorithm>

namespace autopilot {
namespace {

std::string MethodOf(const std::string& form) {
  const auto dot = form.find('.');
  return dot == std::string::npos ? "" : form.substr(dot + 1, form.find('(') - dot - 1);
}

/// The channels in the braces of "APDS.readColor({r}, {g}, {b})", in order.
std::vector<std::string> ChannelsOf(const std::string& form) {
  std::vector<std::string> channels;
  for (auto at = form.find('{'); at != std::string::npos; at = form.find('{', at + 1)) {
    channels.push_back(form.substr(at + 1, form.find('}', at) - at - 1));
  }
  return channels;
}

std::vector<TreeNode> Parameters(const TreeNode& function) {
  TreeNode declarator = function.child("declarator");
  while (declarator && !declarator.Is("function_declarator")) declarator = declarator.child("declarator");
  const TreeNode list = declarator ? declarator.child("parameters") : TreeNode();
  return list ? list.parts() : std::vector<TreeNode>();
}

class Flow {
 public:
  explicit Flow(const RepairCase& candidate) : candidate_(candidate), view_(candidate.view) {}

  std::vector<ChannelNames> Run() {
    const SensorProfile& sensor = *candidate_.contract.sensor;
    const std::vector<std::string> channels = ChannelsOf(sensor.read);
    for (const Call& call : view_.calls()) {
      if (!call.object || call.object.text() != sensor.object || call.name != MethodOf(sensor.read)) continue;
      if (call.arguments.size() < channels.size()) continue;
      ChannelNames names;
      names.function = call.node.Within({"function_definition"});
      names.since = call.node.end();
      if (!names.function) continue;
      for (std::size_t i = 0; i < channels.size(); ++i) names.names[channels[i]] = call.arguments[i].text();
      Add(std::move(names));
    }
    for (std::size_t i = 0; i < found_.size() && found_.size() < 12; ++i) {
      const ChannelNames names = found_[i];  // The list grows.
      Aliases(names);
      ToCallers(names);
      ToCallees(names);
      WholesToCallers(names);
      WholesToCallees(names);
    }
    return std::move(found_);
  }

 private:
  void Add(ChannelNames names) {
    const bool known = std::any_of(found_.begin(), found_.end(), [&](const ChannelNames& other) {
      return other.function == names.function && other.names == names.names;
    });
    if (!known) found_.push_back(std::move(names));
  }

  static std::string NameOf(const TreeNode& function) {
    TreeNode declarator = function.child("declarator");
    while (declarator && !declarator.Is("function_declarator")) declarator = declarator.child("declarator");
    return declarator ? std::string(declarator.child("declarator").text()) : "";
  }

  /// int red = r: the same readings under other names.
  void Aliases(const ChannelNames& names) {
    ChannelNames other;
    other.function = names.function;
    for (const Variable& variable : view_.variables()) {
      if (!variable.value || !names.function.Holds(variable.declaration) || variable.declaration.begin() < names.since)
        continue;
      const std::string channel = names.ChannelOf(variable.value.text());
      if (channel.empty()) continue;
      other.names[channel] = variable.name;
      other.since = std::max(other.since, variable.declaration.end());
    }
    for (const TreeNode& node : names.function.All({"assignment_expression"})) {
      if (node.begin() < names.since || !node.child("left").Is("identifier")) continue;
      const std::string channel = names.ChannelOf(node.child("right").text());
      if (channel.empty()) continue;
      other.names[channel] = node.child("left").text();
      other.since = std::max(other.since, node.end());
    }
    if (other.names.size() == names.names.size()) Add(std::move(other));
  }

  /// Parameters by reference or pointer hand the readings back.
  void ToCallers(const ChannelNames& names) {
    const std::vector<TreeNode> parameters = Parameters(names.function);
    std::map<std::string, std::size_t> place;
    for (const auto& [channel, text] : names.names) {
      const std::string word = text[0] == '*' ? text.substr(1) : text;
      for (std::size_t i = 0; i < parameters.size(); ++i) {
        const Variable* variable = view_.Find(word, names.since);
        if (variable != nullptr && variable->parameter && parameters[i].Holds(variable->name_node) &&
            (variable->reference || variable->pointer))
          place[channel] = i;
      }
    }
    if (place.size() != names.names.size()) {
      Globals(names);
      return;
    }
    for (const Call* call : view_.CallsOf(NameOf(names.function))) {
      ChannelNames caller;
      caller.function = call->node.Within({"function_definition"});
      caller.since = call->node.end();
      if (!caller.function || call->arguments.size() != parameters.size()) continue;
      for (const auto& [channel, i] : place) {
        std::string text(call->arguments[i].text());
        if (text[0] == '&') text.erase(0, 1);
        caller.names[channel] = text;
      }
      Add(std::move(caller));
    }
  }

  /// What is global holds its reading in every function.
  void Globals(const ChannelNames& names) {
    for (const auto& [channel, text] : names.names) {
      const Variable* variable = view_.Find(text.substr(0, text.find('[')), names.since);
      if (variable == nullptr || !variable->global()) return;
    }
    for (const auto& [name, function] : view_.functions()) {
      if (function == names.function) continue;
      ChannelNames other = names;
      other.function = function;
      other.since = function.begin();
      Add(std::move(other));
    }
  }

  void ToCallees(const ChannelNames& names) {
    for (const Call& call : view_.calls()) {
      const auto function = view_.functions().find(call.name);
      if (call.object || function == view_.functions().end() || !names.function.Holds(call.node)) continue;
      const std::vector<TreeNode> parameters = Parameters(function->second);
      if (parameters.size() != call.arguments.size() || call.node.begin() < names.since) continue;
      ChannelNames callee;
      callee.function = function->second;
      callee.since = function->second.begin();
      for (std::size_t i = 0; i < parameters.size(); ++i) {
        const std::string channel = names.ChannelOf(call.arguments[i].text());
        if (channel.empty()) continue;
        for (const Variable& variable : view_.variables()) {
          if (variable.parameter && parameters[i].Holds(variable.name_node)) callee.names[channel] = variable.name;
        }
      }
      if (callee.names.size() == names.names.size()) Add(std::move(callee));
    }
  }

  /// The one array or object that holds all channels: "rgb" of "rgb[0]", "colour" of "colour.red"; else empty.
  static std::string WholeOf(const ChannelNames& names) {
    std::string whole;
    for (const auto& [channel, text] : names.names) {
      const auto end = text.find_first_of(".[-");
      if (end == std::string::npos || end == 0 || (!whole.empty() && text.substr(0, end) != whole)) return "";
      whole = text.substr(0, end);
    }
    return whole;
  }

  /// The same members of another object, which may be a pointer to it.
  static void Move(const ChannelNames& from, const std::string& whole, const std::string& to, bool pointer,
                   ChannelNames& names) {
    for (const auto& [channel, text] : from.names) {
      std::string rest = text.substr(whole.size());
      if (rest.substr(0, 2) == "->") rest = "." + rest.substr(2);
      names.names[channel] = to + (rest[0] == '.' && pointer ? "->" + rest.substr(1) : rest);
    }
  }

  const Variable* ParameterIn(const TreeNode& parameter) const {
    for (const Variable& variable : view_.variables()) {
      if (variable.parameter && parameter.Holds(variable.name_node)) return &variable;
    }
    return nullptr;
  }

  static std::string WithoutAddress(std::string_view text) {
    return std::string(text.substr(0, 1) == "&" ? text.substr(1) : text);
  }

  /// read(rgb) has filled the caller's array.
  void WholesToCallers(const ChannelNames& names) {
    const std::string whole = WholeOf(names);
    const std::vector<TreeNode> parameters = Parameters(names.function);
    for (std::size_t i = 0; i < parameters.size() && !whole.empty(); ++i) {
      const Variable* variable = ParameterIn(parameters[i]);
      // What is handed over by value does not come back.
      const bool comes_back = variable != nullptr && (variable->reference || variable->pointer || variable->array);
      if (!comes_back || variable->name != whole) continue;
      for (const Call* call : view_.CallsOf(NameOf(names.function))) {
        ChannelNames caller;
        caller.function = call->node.Within({"function_definition"});
        caller.since = call->node.end();
        if (!caller.function || call->arguments.size() != parameters.size()) continue;
        Move(names, whole, WithoutAddress(call->arguments[i].text()), false, caller);
        Add(std::move(caller));
      }
    }
  }

  /// feed(rgb) is given the array.
  void WholesToCallees(const ChannelNames& names) {
    const std::string whole = WholeOf(names);
    if (whole.empty()) return;
    for (const Call& call : view_.calls()) {
      const auto function = view_.functions().find(call.name);
      if (call.object || function == view_.functions().end() || !names.function.Holds(call.node)) continue;
      const std::vector<TreeNode> parameters = Parameters(function->second);
      if (parameters.size() != call.arguments.size() || call.node.begin() < names.since) continue;
      for (std::size_t i = 0; i < parameters.size(); ++i) {
        const Variable* variable = ParameterIn(parameters[i]);
        if (variable == nullptr || WithoutAddress(call.arguments[i].text()) != whole) continue;
        ChannelNames callee;
        callee.function = function->second;
        callee.since = function->second.begin();
        Move(names, whole, variable->name, variable->pointer, callee);
        Add(std::move(callee));
      }
    }
  }

  const RepairCase& candidate_;
  const SketchView& view_;
  std::vector<ChannelNames> found_;
};

}  // namespace

std::string ChannelNames::ChannelOf(std::string_view text) const {
  for (const auto& [channel, name] : names) {
    if (name == text) return channel;
  }
  return "";
}

std::vector<ChannelNames> FollowChannels(const RepairCase& candidate) {
  if (!candidate.contract.sensor) return {};
  return Flow(candidate).Run();
}

}  // namespace autopilot
