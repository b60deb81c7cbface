#include "repair/sensor_library_rule.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "repair/type_change.h"

namespace autopilot {
namespace {

/// A word of the list, or one that begins as an entry with a star at its end.
bool Contains(const std::vector<std::string>& list, std::string_view word) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& entry) {
    if (entry.empty() || entry.back() != '*') return entry == word;
    return word.substr(0, entry.size() - 1) == std::string_view(entry).substr(0, entry.size() - 1);
  });
}

/// What a method of another library stands for.
enum class Meaning { kUnknown, kBegin, kAvailable, kRead, kChannel, kSetting, kOwn };

class Work {
 public:
  Work(const RepairCase& candidate, const SensorForms& forms)
      : candidate_(candidate),
        view_(candidate.view),
        sensor_(*candidate.contract.sensor),
        forms_(forms),
        types_(candidate, sensor_.channel_type) {}

  std::vector<Proposal> Run() {
    FindObjects();
    if ((objects_.empty() && functions_.empty()) || !Wanted()) return {};
    for (const Call& call : view_.calls()) {
      if (IsOnObject(call) && !Map(call)) return {};
    }
    MapChannels();
    if (!OnlyCalls()) return {};
    for (const Variable* variable : declared_) edits_.push_back(DeleteLines(candidate_.tree, variable->declaration));
    if (edits_.empty()) return {};
    MendIncludes();
    for (Edit& edit : types_.TakeEdits()) edits_.push_back(std::move(edit));
    const std::string names = fmt::format("{}", fmt::join(objects_, ", "));
    return {{"", "sensor_api_misuse", fmt::format("uses {} of {} for {}", sensor_.object, sensor_.header, names),
             std::move(edits_), !drops_settings_of_another_chip_}};
  }

 private:
  /// Only where something is wrong with the sensor: names that the compiler misses, or a sensor that does not answer.
  bool Wanted() const {
    if (candidate_.builds()) {
      return !declared_.empty() && (candidate_.Has("sensor_not_started") || candidate_.Has("no_sensor_read") ||
                                    candidate_.Has("hang") || candidate_.Has("no_inference"));
    }
    for (const std::string& object : objects_) {
      if (candidate_.Complains(object)) return true;
    }
    for (const Variable* variable : declared_) {
      if (candidate_.Complains(LastName(variable->type))) return true;
      const int line = variable->declaration.line();
      if (std::any_of(candidate_.diagnostics.begin(), candidate_.diagnostics.end(),
                      [&](const Diagnostic& diagnostic) { return diagnostic.line == line; }))
        return true;
    }
    if (!functions_.empty()) return true;
    for (const Call& call : view_.calls()) {
      if (IsOnObject(call) && MeaningOf(call.name) != Meaning::kOwn && candidate_.Complains(call.name)) return true;
      if (IsOnObject(call) && candidate_.Has("sensor_api_misuse") && MeaningOf(call.name) != Meaning::kOwn) return true;
    }
    return candidate_.Has("sensor_api_misuse") && !declared_.empty();
  }

  void FindObjects() {
    for (const Variable& variable : view_.variables()) {
      if (!Contains(forms_.types, LastName(variable.type)) || variable.pointer || variable.reference) continue;
      if (!variable.alone()) continue;
      objects_.insert(variable.name);
      declared_.push_back(&variable);
      if (IsOfThisChip(variable.type)) continue;
      of_another_chip_ = true;
      const std::vector<TreeNode> lists =
          variable.value ? variable.value.All({"argument_list", "initializer_list"}) : std::vector<TreeNode>();
      drops_settings_of_another_chip_ |=
          std::any_of(lists.begin(), lists.end(), [](const TreeNode& list) { return !list.parts().empty(); });
    }
    std::map<std::string, bool> others;  ///< Objects of nobody's declaration: whether all their methods are known.
    for (const Call& call : view_.calls()) {
      if (!call.object && MeaningOf(call.name) == Meaning::kRead && call.arguments.size() >= 3 &&
          !view_.Declares(call.name) && candidate_.Complains(call.name)) {
        functions_.insert(call.node.begin());
      }
      if (!call.object || !call.object.Is("identifier")) continue;
      const std::string name(call.object.text());
      if (objects_.contains(name) || view_.Declares(name)) continue;
      const Meaning meaning = MeaningOf(call.name);
      const auto [entry, is_new] = others.emplace(name, true);
      if (meaning == Meaning::kUnknown) entry->second = false;
      if (meaning == Meaning::kRead || meaning == Meaning::kChannel) reads_.insert(name);
    }
    for (const auto& [name, known] : others) {
      if (known && name != "Serial" && name != "Wire" && (reads_.contains(name) || name == sensor_.object))
        objects_.insert(name);
    }
  }

  /// "SparkFun_APDS9960" and "APDS_9960" are libraries for the APDS9960.
  bool IsOfThisChip(const std::string& type) const {
    const auto digit = std::find_if(sensor_.id.begin(), sensor_.id.end(),
                                    [](unsigned char letter) { return std::isdigit(letter) != 0; });
    return type.find(std::string(sensor_.id.begin(), digit)) != std::string::npos;
  }

  bool IsOnObject(const Call& call) const {
    if (functions_.contains(call.node.begin()) && !call.object) return true;
    return call.object && call.object.Is("identifier") && objects_.contains(std::string(call.object.text()));
  }

  Meaning MeaningOf(const std::string& method) const {
    if (Contains(forms_.begin, method)) return Meaning::kBegin;
    if (Contains(forms_.available, method)) return Meaning::kAvailable;
    for (const auto& [channel, methods] : forms_.channels) {
      if (Contains(methods, method)) return Meaning::kChannel;
    }
    if (Contains(forms_.read, method)) return Meaning::kRead;
    if (HasMethod(method)) return Meaning::kOwn;
    return Contains(forms_.settings, method) ? Meaning::kSetting : Meaning::kUnknown;
  }

  bool HasMethod(const std::string& method) const {
    const std::string call = fmt::format("{}.{}(", sensor_.object, method);
    return std::any_of(sensor_.api.begin(), sensor_.api.end(),
                       [&](const std::string& line) { return line.find(call) != std::string::npos; });
  }

  std::string ReadCall() const { return sensor_.read.substr(0, sensor_.read.find('(')); }

  bool Map(const Call& call) {
    switch (MeaningOf(call.name)) {
      case Meaning::kBegin:
        Put(call.node, sensor_.begin_check);
        return true;
      case Meaning::kAvailable:
        Put(call.node, sensor_.available);
        return true;
      case Meaning::kRead:
        return MapRead(call);
      case Meaning::kChannel:
        channels_.push_back(&call);
        return true;
      case Meaning::kSetting:
        if (of_another_chip_) drops_settings_of_another_chip_ = true;
        if (call.node.parent().Is("expression_statement")) {
          edits_.push_back(DeleteLines(candidate_.tree, call.node.parent()));
        } else {
          Put(call.node, "true");
        }
        return true;
      case Meaning::kOwn:
        Put(call.object, sensor_.object);
        return true;
      case Meaning::kUnknown:
        break;
    }
    return false;
  }

  /// By reference what others take by pointer.
  bool MapRead(const Call& call) {
    if (call.arguments.size() != 3 && call.arguments.size() != 4) return false;
    std::vector<std::string> arguments;
    for (const TreeNode& argument : call.arguments) {
      types_.ChangeArgument(argument);
      std::string text(argument.text());
      if (argument.Is("pointer_expression") && text[0] == '&') {
        arguments.push_back(text.substr(1));
        continue;
      }
      const Variable* variable = argument.Is("identifier") ? view_.Find(text, argument.begin()) : nullptr;
      arguments.push_back(variable != nullptr && variable->pointer ? "*" + text : text);
    }
    Put(call.node, fmt::format("{}({})", ReadCall(), fmt::join(arguments, ", ")));
    return true;
  }

  /// One channel at a time is one reading of all of them.
  void MapChannels() {
    std::map<std::size_t, std::vector<const Call*>> by_function;
    for (const Call* call : channels_) {
      const TreeNode function = call->node.Within({"function_definition"});
      if (function) by_function[function.begin()].push_back(call);
    }
    for (const auto& [begin, calls] : by_function) {
      const bool by_result =
          std::all_of(calls.begin(), calls.end(), [](const Call* call) { return call->arguments.empty(); });
      const bool by_reference =
          std::all_of(calls.begin(), calls.end(), [](const Call* call) { return call->arguments.size() == 1; });
      if (by_result) ChannelsAsResults(calls);
      if (by_reference) ChannelsByReference(calls);
      if (!by_result && !by_reference) edits_.clear();
    }
  }

  std::string ChannelOf(const std::string& method) const {
    for (const auto& [channel, methods] : forms_.channels) {
      if (Contains(methods, method)) return channel;
    }
    return "";
  }

  void ChannelsAsResults(const std::vector<const Call*>& calls) {
    // The innermost block that holds all of them.
    TreeNode block = calls.front()->node.Within({"compound_statement"});
    const auto holds_all = [&] {
      return std::all_of(calls.begin(), calls.end(), [&](const Call* call) { return block.Holds(call->node); });
    };
    while (block && !holds_all()) block = block.Within({"compound_statement"});
    if (!block) return;
    TreeNode statement = calls.front()->node;
    while (!(statement.parent() == block)) statement = statement.parent();
    std::map<std::string, std::string> names;
    std::vector<std::string> order;
    std::vector<std::string> declarations;
    for (const std::string channel : {"r", "g", "b"}) {
      names[channel] = view_.FreshName(fmt::format("{}_count", channel));
      order.push_back(names[channel]);
    }
    const bool clear =
        std::any_of(calls.begin(), calls.end(), [&](const Call* call) { return ChannelOf(call->name) == "c"; });
    if (clear) order.push_back(names["c"] = view_.FreshName("c_count"));
    for (const std::string& name : order) declarations.push_back(name + " = 0");
    const std::size_t line = candidate_.tree.LineBegin(statement.line());
    const std::string indent(candidate_.tree.text().substr(line, statement.begin() - line));
    if (indent.find_first_not_of(" \t") != std::string::npos) return;
    edits_.push_back({line, line,
                      fmt::format("{0}{1} {2};\n{0}{3}({4});\n", indent, sensor_.channel_type,
                                  fmt::join(declarations, ", "), ReadCall(), fmt::join(order, ", "))});
    for (const Call* call : calls) Put(call->node, names[ChannelOf(call->name)]);
  }

  void ChannelsByReference(const std::vector<const Call*>& calls) {
    std::map<std::string, std::string> arguments;
    for (const Call* call : calls) {
      arguments[ChannelOf(call->name)] = call->arguments[0].text();
      types_.ChangeArgument(call->arguments[0]);
    }
    std::vector<std::string> order;
    for (const std::string channel : {"r", "g", "b", "c"}) {
      if (arguments.contains(channel)) {
        order.push_back(arguments[channel][0] == '&' ? arguments[channel].substr(1) : arguments[channel]);
      } else if (channel != std::string("c")) {
        edits_.clear();
        return;
      }
    }
    // Where the last channel is read, all are.
    const Call* last = *std::max_element(
        calls.begin(), calls.end(), [](const Call* a, const Call* b) { return a->node.begin() < b->node.begin(); });
    for (const Call* call : calls) {
      if (call == last) {
        Put(call->node, fmt::format("{}({})", ReadCall(), fmt::join(order, ", ")));
      } else if (call->node.parent().Is("expression_statement")) {
        edits_.push_back(DeleteLines(candidate_.tree, call->node.parent()));
      } else {
        Put(call->node, "true");
      }
    }
  }

  void Put(const TreeNode& node, const std::string& text) {
    if (node.text() != text) edits_.push_back(Replace(node, text));
  }

  /// An object that is given to somebody, or whose address is taken, is not only called.
  bool OnlyCalls() const {
    for (const std::string& object : objects_) {
      for (const TreeNode& use : candidate_.tree.Named(object)) {
        const TreeNode parent = use.parent();
        if (parent.Is("field_expression")) continue;
        const bool declaration = std::any_of(declared_.begin(), declared_.end(), [&](const Variable* variable) {
          return variable->declaration.Holds(use);
        });
        if (!declaration) return false;
      }
    }
    return true;
  }

  void MendIncludes() {
    bool present = view_.Includes(sensor_.header);
    for (const IncludeLine& include : view_.includes()) {
      if (include.header == sensor_.header || !IsOfForms(include.header)) continue;
      if (present) {
        edits_.push_back(DeleteLines(candidate_.tree, include.node));
      } else {
        edits_.push_back(Replace(include.node.child("path"), "<" + sensor_.header + ">"));
        present = true;
      }
    }
    if (present) return;
    const std::size_t place = view_.IncludePlace();
    edits_.push_back({place, place, fmt::format("#include <{}>\n", sensor_.header)});
  }

  bool IsOfForms(const std::string& header) const {
    const std::string stem = header.substr(0, header.rfind('.'));
    return Contains(forms_.types, stem);
  }

  const RepairCase& candidate_;
  const SketchView& view_;
  const SensorProfile& sensor_;
  const SensorForms& forms_;
  TypeChange types_;
  std::set<std::string> objects_;
  std::set<std::string> reads_;
  std::set<std::size_t> functions_;  ///< Calls of functions that nobody defines and that can only read the sensor.
  std::vector<const Variable*> declared_;
  std::vector<const Call*> channels_;
  bool of_another_chip_ = false;
  bool drops_settings_of_another_chip_ = false;  ///< Gain and time that its author chose: no longer what was asked.
  std::vector<Edit> edits_;
};

}  // namespace

std::vector<Proposal> SensorLibraryRule::Propose(const RepairCase& candidate) const {
  // Outside of the board it may be any sensor, with any library.
  if (!candidate.contract.sensor || candidate.contract.sensor_use.external) return {};
  const auto forms = candidate.facts.sensors.find(candidate.contract.sensor->id);
  if (forms == candidate.facts.sensors.end()) return {};
  return Work(candidate, forms->second).Run();
}

}  // namespace autopilot
