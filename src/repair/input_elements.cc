#include "repair/input_elements.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>

#include "gate/source_text.h"

namespace autopilot {
namespace {

/// A number, or in a window the number that is added to a reading's place.
std::optional<std::size_t> FeatureAt(const TensorUse& use, std::size_t count, bool windows) {
  if (const auto index = use.literal_index(); index && *index < static_cast<int>(count))
    return static_cast<std::size_t>(*index);
  if (!windows || !use.index || !use.index.Is("binary_expression")) return std::nullopt;
  const TreeNode added = use.index.child("right");
  const std::string_view sign = use.index.child("operator").text();
  if (sign == "*") return 0;
  if (sign != "+" || !added.Is("number_literal")) return std::nullopt;
  const std::size_t offset = std::strtoul(std::string(added.text()).c_str(), nullptr, 10);
  return offset < count ? std::optional(offset) : std::nullopt;
}

/// "rgb" where the channels are rgb[0], rgb[1], rgb[2] in the order of the features; else empty.
std::string ArrayOf(const ChannelNames& names, const std::vector<std::string>& channels) {
  std::string array;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    const std::string& name = names.names.at(channels[i]);
    const std::string end = fmt::format("[{}]", i);
    if (name.size() <= end.size() || !name.ends_with(end)) return "";
    const std::string own = name.substr(0, name.size() - end.size());
    if (!array.empty() && own != array) return "";
    array = own;
  }
  return array;
}

/// x[i] = rgb[i] / ...: the reading in a statement that writes all features; empty if it is none.
std::string CountedReading(const TensorUse& use, const std::string& array, bool windows) {
  for (const TreeNode& reading : use.assigned.All({"subscript_expression"})) {
    const TreeNode list = reading.child("indices");
    if (array.empty() || reading.child("argument").text() != array || !list || list.parts().size() != 1) continue;
    const TreeNode index = list.parts().front();
    // *x++ = acc[i][axis]: the pointer counts.
    const bool counted = windows && !use.index;
    if (index.Is("identifier") && (counted || (use.index && HasWord(use.index.text(), index.text()))))
      return std::string(reading.text());
  }
  return "";
}

}  // namespace

std::vector<FeatureWrite> FeatureWrites(const RepairCase& candidate, const std::vector<TensorUse>& uses,
                                        const ChannelNames& names, const std::vector<std::string>& channels) {
  if (!candidate.contract.tflite || candidate.contract.tflite->input.type != "float32") return {};
  const bool windows = candidate.contract.sensor_use.window > 0;
  const std::string array = ArrayOf(names, channels);
  std::vector<FeatureWrite> writes;
  std::set<std::size_t> covered;
  for (const TensorUse& use : uses) {
    if (use.output || !use.assigned || !names.function.Holds(use.element) || use.element.begin() < names.since)
      continue;
    if (const auto feature = FeatureAt(use, channels.size(), windows)) {
      writes.push_back({use.assigned, *feature, ""});
      covered.insert(*feature);
    } else if (const std::string reading = CountedReading(use, array, windows); !reading.empty()) {
      writes.push_back({use.assigned, 0, reading});
      for (std::size_t i = 0; i < channels.size(); ++i) covered.insert(i);
    }
  }
  return covered.size() == channels.size() ? writes : std::vector<FeatureWrite>();
}

}  // namespace autopilot
