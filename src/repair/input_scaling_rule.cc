#include "repair/input_scaling_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "gate/source_text.h"
#include "repair/channel_flow.h"
#include "repair/input_elements.h"
#include "repair/tensor_uses.h"

namespace autopilot {
namespace {

/// A feature that is made of one channel first of all: "r/(r+g+b)" belongs to r.
struct ChannelFeature {
  std::string expression;
  std::string divisor;  ///< What it is divided by, in brackets; empty if it has another form.
};

/// The channel that the expression begins with; features of other forms belong to none.
std::string LeadingChannel(const std::string& expression, const std::vector<std::string>& channels) {
  std::smatch match;
  static const std::regex kFirst(R"(^\(*(\w+))");
  if (!std::regex_search(expression, match, kFirst)) return "";
  const std::string word = match[1];
  return std::find(channels.begin(), channels.end(), word) == channels.end() ? "" : word;
}

class Work {
 public:
  explicit Work(const RepairCase& candidate) : candidate_(candidate), sensor_(*candidate.contract.sensor) {}

  std::vector<Proposal> Run() {
    for (const FeatureRule& feature : candidate_.contract.features) {
      const std::string channel = LeadingChannel(feature.expression, sensor_.channels);
      if (channel.empty() || features_.contains(channel)) return {};
      std::smatch match;
      static const std::regex kQuotient(R"(^(\w+)\s*/\s*\(([^()]+)\)$)");
      const bool quotient = std::regex_match(feature.expression, match, kQuotient);
      features_[channel] = {feature.expression, quotient ? std::string(match[2]) : ""};
      order_.push_back(channel);
    }
    uses_ = TensorUses(candidate_);
    std::vector<ChannelNames> functions = FollowChannels(candidate_);
    std::erase_if(functions, [&](const ChannelNames& names) {
      return !std::all_of(order_.begin(), order_.end(),
                          [&](const std::string& channel) { return names.names.contains(channel); });
    });
    for (const ChannelNames& names : functions) InFunction(names);
    // Mended where the author scales; only where nobody does, or rightly so, where the tensor is filled.
    if (std::find(bare_.begin(), bare_.end(), false) == bare_.end()) {
      for (const ChannelNames& names : functions) ByElement(names);
    }
    if (order_.size() == 1) BareSamples();
    // Copies of readings are features only where nothing else is made of them.
    const bool made = std::find(bare_.begin(), bare_.end(), false) != bare_.end();
    std::vector<Proposal> chosen;
    for (std::size_t i = 0; i < proposals_.size(); ++i) {
      if (!made || !bare_[i]) chosen.push_back(std::move(proposals_[i]));
    }
    return chosen;
  }

 private:
  struct Place {
    TreeNode value;
    std::string channel;
    bool bare = false;         ///< The reading itself.
    std::string reading = {};  ///< How it is called there; empty: by the channel's name.
  };

  /// Whether what is assigned or initialised holds a real number.
  bool IsReal(const TreeNode& target) const {
    if (target.Is("identifier") || target.Is("subscript_expression") || target.Is("pointer_expression")) {
      TreeNode name = target;
      while (name && !name.Is("identifier")) {
        if (name.Is("field_expression")) break;
        name = name.child("argument");
      }
      if (name && name.Is("identifier")) {
        const Variable* variable = candidate_.view.Find(name.text(), target.begin());
        return variable != nullptr && (variable->type == "float" || variable->type == "double");
      }
    }
    return target.text().find("data.f[") != std::string_view::npos ||
           target.text().find("<float>(") != std::string_view::npos;
  }

  /// The one channel that a value is made of; empty if of none, or of several.
  std::string OnlyChannel(const TreeNode& value, const ChannelNames& names) const {
    std::set<std::string> channels;
    for (const TreeNode& node :
         value.All({"identifier", "subscript_expression", "pointer_expression", "field_expression"})) {
      const std::string channel = names.ChannelOf(node.text());
      if (features_.contains(channel)) channels.insert(channel);
    }
    return channels.size() == 1 ? *channels.begin() : "";
  }

  /// Divided by something that all channels make: what a map of ratios asks for.
  bool HasSum(const TreeNode& value, const ChannelNames& names) const {
    for (const TreeNode& node : value.All({"identifier"})) {
      const Variable* variable = candidate_.view.Find(node.text(), node.begin());
      if (variable == nullptr || !variable->value) continue;
      const std::string_view value_text = variable->value.text();
      if (value_text.find('+') == std::string_view::npos) continue;
      // All of the map's channels, and none besides.
      const bool all = std::all_of(names.names.begin(), names.names.end(), [&](const auto& entry) {
        return HasWord(value_text, entry.second.substr(0, entry.second.find('[')));
      });
      bool others = false;
      for (const TreeNode& word : variable->value.All({"identifier"})) {
        const bool of_channel = std::any_of(names.names.begin(), names.names.end(), [&](const auto& entry) {
          return entry.second.substr(0, entry.second.find('[')) == word.text();
        });
        others |= !of_channel && candidate_.view.Find(word.text(), word.begin()) != nullptr;
      }
      if (all && !others) return true;
    }
    return false;
  }

  /// float values[3] = {...}: each element is a place.
  void AddList(const TreeNode& list, const ChannelNames& names, std::vector<Place>& places) const {
    const TreeNode owner = list.parent();
    for (const Variable& variable : candidate_.view.variables()) {
      if (!(variable.declarator == owner) || !variable.array || (variable.type != "float" && variable.type != "double"))
        continue;
      const std::vector<TreeNode> elements = list.parts();
      // One element a feature, in an order that is not the features'.
      if (elements.size() == order_.size()) {
        std::vector<Place> in_order;
        bool turned = false;
        for (std::size_t i = 0; i < elements.size(); ++i) {
          const std::string channel = OnlyChannel(elements[i], names);
          turned |= !channel.empty() && channel != order_[i];
          if (!channel.empty()) in_order.push_back({elements[i], order_[i]});
        }
        if (turned && in_order.size() == order_.size()) {
          places.insert(places.end(), in_order.begin(), in_order.end());
          continue;
        }
      }
      for (const TreeNode& element : elements) {
        const std::string channel = OnlyChannel(element, names);
        if (!channel.empty() && !HasSum(element, names)) places.push_back({element, channel, false});
      }
    }
  }

  /// Whether all features are made of their channels in the same way.
  bool FeaturesAreAlike() const {
    std::set<std::string> forms;
    for (const auto& [channel, feature] : features_) {
      forms.insert(feature.divisor.empty()
                       ? std::regex_replace(feature.expression, std::regex("\\b" + channel + "\\b"), "?")
                       : feature.divisor);
    }
    return forms.size() == 1;
  }

  /// Elements of the input tensor say themselves which feature they are.
  void ByElement(const ChannelNames& names) {
    std::vector<Place> places;
    for (const FeatureWrite& write : FeatureWrites(candidate_, uses_, names, order_)) {
      if (!write.reading.empty() && !FeaturesAreAlike()) return;
      places.push_back({write.value, order_[write.feature], false, write.reading});
    }
    if (places.empty()) return;
    const std::size_t known = proposals_.size();
    Propose(names, places);
    bare_.resize(bare_.size() + proposals_.size() - known, false);
  }

  void InFunction(const ChannelNames& names) {
    std::vector<Place> places;
    for (const TreeNode& node : names.function.All({"assignment_expression", "init_declarator", "initializer_list"})) {
      if (node.begin() < names.since) continue;
      if (node.Is("initializer_list")) {
        AddList(node, names, places);
        continue;
      }
      const bool declares = node.Is("init_declarator");
      const TreeNode target = node.child(declares ? "declarator" : "left");
      const TreeNode value = node.child(declares ? "value" : "right");
      if (!target || !value || !IsReal(target)) continue;
      if (!declares && node.text().find("+=") != std::string_view::npos) continue;
      const std::string channel = OnlyChannel(value, names);
      if (channel.empty() || HasSum(value, names)) continue;
      const bool bare = !names.ChannelOf(value.text()).empty() && target.Is("identifier");
      places.push_back({value, channel, bare});
    }
    // A copy of the reading is no feature yet if something else is.
    const bool scaled = std::any_of(places.begin(), places.end(), [](const Place& place) { return !place.bare; });
    std::set<std::string> covered;
    std::vector<Place> chosen;
    for (const Place& place : places) {
      if (place.bare && scaled) continue;
      chosen.push_back(place);
      covered.insert(place.channel);
    }
    if (covered.size() != features_.size()) return;
    // A window takes its channels one after the other, in the features' order.
    if (windows() && candidate_.Has("input_order") && chosen.size() == order_.size()) {
      for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i].channel = order_[i];
    }
    const std::size_t known = proposals_.size();
    Propose(names, chosen);
    if (proposals_.size() > known) bare_.push_back(!scaled);
  }

  /// Samples of the only channel that reach the tensor as they are.
  void BareSamples() {
    if (!candidate_.contract.tflite || candidate_.contract.tflite->input.type != "float32") return;
    std::vector<Edit> edits;
    for (const TensorUse& use : uses_) {
      const bool bare = !use.output && use.assigned &&
                        !use.assigned.All({"subscript_expression", "identifier"}).empty() &&
                        use.assigned.All({"binary_expression", "call_expression"}).empty();
      if (!bare) continue;
      const ChannelNames own{{}, {{order_.front(), std::string(use.assigned.text())}}, 0};
      edits.push_back(Replace(use.assigned, Filled(features_.at(order_.front()).expression, own, true)));
    }
    if (edits.empty()) return;
    proposals_.push_back({"", "input_scaling",
                          fmt::format("scales the inputs as in training: {}", features_.begin()->second.expression),
                          std::move(edits)});
    bare_.push_back(false);
  }

  bool windows() const { return candidate_.contract.sensor_use.window > 0; }

  /// The expression with a sketch's names for its channels; `reading`, if any, for that of its first one.
  std::string Filled(const std::string& expression, const ChannelNames& names, bool real,
                     const std::string& reading = "") const {
    static const std::regex kWord(R"([A-Za-z_]\w*)");
    std::string result;
    auto at = expression.cbegin();
    for (auto match = std::sregex_iterator(expression.begin(), expression.end(), kWord);
         match != std::sregex_iterator(); ++match) {
      result.append(at, (*match)[0].first);
      const auto name = names.names.find(match->str());
      const std::string& own = reading.empty() && name != names.names.end() ? name->second : reading;
      result += name == names.names.end() ? match->str() : real ? fmt::format("static_cast<float>({})", own) : own;
      at = (*match)[0].second;
    }
    result.append(at, expression.cend());
    return result;
  }

  /// constrain(r, 0, 255), map(r, 0, 4097, 0, 255), min(r, 255): the reading and numbers.
  static bool IsCutOff(const TreeNode& value, const TreeNode& reading) {
    static const std::set<std::string, std::less<>> kFunctions = {"constrain", "map", "min"};
    if (!value.Is("call_expression") || !kFunctions.contains(LastName(value.child("function").text()))) return false;
    const std::vector<TreeNode> arguments = value.child("arguments").parts();
    return !arguments.empty() && arguments[0].text() == reading.text() &&
           std::all_of(arguments.begin() + 1, arguments.end(),
                       [](const TreeNode& argument) { return argument.All({"identifier"}).empty(); });
  }

  /// A global variable in it may be an offset or a gain that the author has measured.
  bool HoldsMore(const TreeNode& value, const ChannelNames& names) const {
    const std::vector<TreeNode> words = value.All({"identifier"});
    return std::any_of(words.begin(), words.end(), [&](const TreeNode& word) {
      const Variable* variable = candidate_.view.Find(word.text(), word.begin());
      if (variable == nullptr || !variable->global() || variable->constant) return false;
      return std::none_of(names.names.begin(), names.names.end(), [&](const auto& entry) {
        return entry.second.substr(0, entry.second.find_first_of("[.-")) == word.text();
      });
    });
  }

  void Propose(const ChannelNames& names, const std::vector<Place>& places) {
    const std::string divisor = features_.begin()->second.divisor;
    const bool shared = !divisor.empty() && std::all_of(features_.begin(), features_.end(), [&](const auto& feature) {
      return feature.second.divisor == divisor;
    });
    std::vector<Edit> edits;
    std::string total;
    if (shared) {
      total = candidate_.view.FreshName("channel_sum");
      TreeNode block = places.front().value.Within({"compound_statement"});
      const auto holds_all = [&] {
        return std::all_of(places.begin(), places.end(), [&](const Place& place) { return block.Holds(place.value); });
      };
      while (block && !holds_all()) block = block.Within({"compound_statement"});
      if (!block) return;
      TreeNode statement = places.front().value;
      while (!(statement.parent() == block)) statement = statement.parent();
      const std::size_t line = candidate_.tree.LineBegin(statement.line());
      const std::string indent(candidate_.tree.text().substr(line, statement.begin() - line));
      if (indent.find_first_not_of(" \t") != std::string::npos) return;
      const std::string sum = Filled(divisor, names, false);
      // In the dark there is no colour; the sum must not be 0 then.
      edits.push_back(
          {line, line,
           fmt::format("{0}const float {1} = ({2}) > 0 ? static_cast<float>({2}) : 1.0f;\n", indent, total, sum)});
    }
    for (const TreeNode& node : names.function.All({"assignment_expression"})) {
      // A reading that is cut off is no reading any more.
      const TreeNode left = node.child("left");
      if (node.begin() < names.since || names.ChannelOf(left.text()).empty() ||
          !node.parent().Is("expression_statement"))
        continue;
      if (IsCutOff(node.child("right"), left)) edits.push_back(DeleteLines(candidate_.tree, node.parent()));
    }
    const bool more =
        std::any_of(places.begin(), places.end(), [&](const Place& place) { return HoldsMore(place.value, names); });
    for (const Place& place : places) {
      const std::string reading = place.reading.empty() ? names.names.at(place.channel) : place.reading;
      const std::string right = shared ? fmt::format("{} / {}", reading, total)
                                       : Filled(features_.at(place.channel).expression, names, true, place.reading);
      edits.push_back(Replace(place.value, right));
    }
    proposals_.push_back({"", "input_scaling",
                          fmt::format("scales the inputs as in training: {}", features_.begin()->second.expression),
                          std::move(edits), !more});
  }

  const RepairCase& candidate_;
  const SensorProfile& sensor_;
  std::map<std::string, ChannelFeature> features_;
  std::vector<std::string> order_;  ///< Channels in the order of the features.
  std::vector<TensorUse> uses_;
  std::vector<Proposal> proposals_;
  std::vector<bool> bare_;  ///< Of each proposal: it is about copies of the readings.
};

}  // namespace

std::vector<Proposal> InputScalingRule::Propose(const RepairCase& candidate) const {
  if (!candidate.builds() || !candidate.contract.sensor) return {};
  const bool wrong = candidate.Has("input_scaling") || candidate.Has("integer_division") ||
                     candidate.Has("input_out_of_range") || candidate.Has("input_order");
  return wrong ? Work(candidate).Run() : std::vector<Proposal>();
}

}  // namespace autopilot
