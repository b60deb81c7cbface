#include "protocol/contract_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "core/text.h"
#include "protocol/cpp_text.h"

namespace autopilot {

std::string LabelList(const Contract& contract) {
  std::vector<std::string> quoted;
  for (const std::string& label : contract.application.labels) quoted.push_back(CppLiteral(label));
  return fmt::format("{}", fmt::join(quoted, ", "));
}

std::vector<std::string> LabelNames(const Contract& contract) {
  std::vector<std::string> names;
  for (const std::string& label : contract.application.labels) {
    std::string name = "LABEL_";
    for (const char c : label) {
      const auto byte = static_cast<unsigned char>(c);
      name += std::isalnum(byte) != 0 && byte < 128 ? static_cast<char>(std::toupper(byte)) : '_';
    }
    if (std::find(names.begin(), names.end(), name) != names.end()) name += fmt::format("_{}", names.size());
    names.push_back(name);
  }
  return names;
}

std::vector<std::size_t> UsedChannels(const Contract& contract) {
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < contract.sensor->channels.size(); ++i) {
    const std::string& channel = contract.sensor->channels[i];
    for (const FeatureRule& rule : contract.features) {
      const auto parsed = Expression::Parse(rule.expression, contract.sensor->channels);
      if (!parsed) continue;
      if (std::find(parsed->used().begin(), parsed->used().end(), channel) != parsed->used().end()) {
        used.push_back(i);
        break;
      }
    }
  }
  return used;
}

std::vector<std::string> UsedNames(const Contract& contract) {
  std::vector<std::string> names;
  for (std::size_t i : UsedChannels(contract)) names.push_back(contract.sensor->channels[i]);
  return names;
}

std::vector<std::string> ReadCalls(const Contract& contract) {
  std::vector<std::string> calls(1);
  int depth = 0;
  for (const char c : contract.sensor->read) {
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c == ',' && depth == 0) {
      calls.emplace_back();
    } else if (!calls.back().empty() || c != ' ') {
      calls.back() += c;
    }
  }
  const std::vector<std::string> used = UsedNames(contract);
  std::erase_if(calls, [&](const std::string& call) {
    return std::none_of(used.begin(), used.end(),
                        [&](const std::string& name) { return Contains(call, "{" + name + "}"); });
  });
  return calls;
}

std::vector<std::size_t> ReadChannels(const Contract& contract) {
  const std::vector<std::string> calls = ReadCalls(contract);
  std::vector<std::size_t> channels;
  for (std::size_t i = 0; i < contract.sensor->channels.size(); ++i) {
    const std::string mark = "{" + contract.sensor->channels[i] + "}";
    if (std::any_of(calls.begin(), calls.end(), [&](const std::string& call) { return Contains(call, mark); }))
      channels.push_back(i);
  }
  return channels;
}

std::vector<std::string> ReadNames(const Contract& contract) {
  std::vector<std::string> names;
  for (std::size_t i : ReadChannels(contract)) names.push_back(contract.sensor->channels[i]);
  return names;
}

std::string FloatLiteral(double value) {
  std::string text = fmt::format("{:.9g}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text + "f";
}

std::string ScalingConstants(const Contract& contract) {
  if (!ReadsRows(contract) || !contract.preprocessing) return "";
  std::vector<std::string> offsets;
  std::vector<std::string> divisors;
  for (const InputScaling& input : contract.preprocessing->inputs) {
    offsets.push_back(FloatLiteral(input.offset));
    divisors.push_back(FloatLiteral(input.divisor));
  }
  return fmt::format("const float OFFSET[{0}] = {{{1}}};\nconst float DIVISOR[{0}] = {{{2}}};", offsets.size(),
                     fmt::join(offsets, ", "), fmt::join(divisors, ", "));
}

std::vector<std::string> OperatorAdders(const Contract& contract) {
  std::vector<std::string> adders;
  for (const OperatorFacts& op : contract.tflite->operators) {
    const auto adder = contract.library.operator_adder.find(op.name);
    if (adder == contract.library.operator_adder.end()) continue;
    if (std::find(adders.begin(), adders.end(), adder->second) == adders.end()) adders.push_back(adder->second);
  }
  return adders;
}

int ArenaBytes(const Contract& contract) { return (contract.arena_need * 2 + 255) / 256 * 256; }

}  // namespace autopilot
