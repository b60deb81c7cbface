#include "repair/sensor_start_rule.h"

#include <fmt/format.h>

#include <algorithm>

namespace autopilot {
namespace {

/// "APDS.readColor({r}, {g}, {b})" -> "readColor".
std::string Method(const std::string& form) {
  const auto dot = form.find('.');
  return dot == std::string::npos ? "" : form.substr(dot + 1, form.find('(') - dot - 1);
}

bool IsCall(const Call& call, const SensorProfile& sensor, const std::string& method) {
  return call.object && call.object.text() == sensor.object && call.name == method;
}

bool NeverEnds(const TreeNode& node) {
  for (const TreeNode& loop : node.All({"while_statement", "for_statement"})) {
    const TreeNode condition = loop.child("condition");
    if (!condition || condition.text() == "(1)" || condition.text() == "(true)") return true;
  }
  return false;
}

/// `if (SENSOR.begin()) { stop }`, `if (SENSOR.available()) return; read`: the question is asked the wrong way round.
std::vector<Edit> Turned(const Call& call, const std::vector<const Call*>& reads, bool is_begin) {
  TreeNode condition = call.node;
  while (condition.parent() && (condition.parent().Is("parenthesized_expression") ||
                                condition.parent().Is("unary_expression") || condition.parent().Is("condition_clause")))
    condition = condition.parent();
  const TreeNode branch = condition.parent();
  if (!branch || !branch.Is("if_statement") || !(branch.child("condition") == condition)) return {};
  const TreeNode then = branch.child("consequence");
  const auto mark = condition.text().find('!');
  const bool negated = mark != std::string_view::npos;
  const std::vector<TreeNode> statements = then.Is("compound_statement") ? then.parts() : std::vector{then};
  const bool leaves = !statements.empty() && statements.size() <= 2 &&
                      (statements.back().Is("return_statement") || statements.back().Is("continue_statement"));
  const bool reads_inside =
      std::any_of(reads.begin(), reads.end(), [&](const Call* read) { return then.Holds(read->node); });
  if (!negated && !reads_inside && (is_begin ? NeverEnds(then) : leaves))
    return {{call.node.begin(), call.node.begin(), "!"}};
  if (negated && !is_begin && reads_inside && !branch.child("alternative"))
    return {{condition.begin() + mark, condition.begin() + mark + 1, ""}};
  return {};
}

}  // namespace

std::vector<Proposal> SensorStartRule::Propose(const RepairCase& candidate) const {
  if (!candidate.contract.sensor) return {};
  const SensorProfile& sensor = *candidate.contract.sensor;
  // What is read in windows is asked in the window's own time.
  const bool windows = candidate.contract.sensor_use.window > 0;
  const std::string read = Method(sensor.read);
  const std::string available = Method(sensor.available);
  const std::string begin = Method(sensor.begin_check);
  if (read.empty()) return {};
  const auto calls = [&](const std::string& method) {
    std::vector<const Call*> found;
    for (const Call& call : candidate.view.calls()) {
      if (IsCall(call, sensor, method)) found.push_back(&call);
    }
    return found;
  };
  std::vector<Proposal> proposals;
  const std::vector<const Call*> reads = calls(read);
  if (reads.empty()) return {};
  if (!windows && !available.empty() && calls(available).empty()) {
    std::vector<Edit> edits;
    for (const Call* call : reads) {
      // The statement of a block in which it is read.
      TreeNode statement = call->node;
      while (statement.parent() && !statement.parent().Is("compound_statement")) statement = statement.parent();
      if (!statement.parent()) continue;
      const std::size_t line = candidate.tree.LineBegin(statement.line());
      const std::string indent(candidate.tree.text().substr(line, statement.begin() - line));
      if (indent.find_first_not_of(" \t") != std::string::npos) continue;
      edits.push_back(
          {line, line, fmt::format("{0}while (!{1}) {{\n{0}  delay(5);\n{0}}}\n", indent, sensor.available)});
    }
    if (!edits.empty()) {
      proposals.push_back(
          {"", "sensor_not_started", fmt::format("waits for {} before it reads", sensor.available), edits});
    }
  }
  for (const bool is_begin : {true, false}) {
    const std::string& method = is_begin ? begin : available;
    const bool wrong = candidate.Has("hang") || candidate.Has("sensor_not_started") || candidate.Has("no_inference");
    if (method.empty() || !candidate.builds() || !wrong) continue;
    for (const Call* call : calls(method)) {
      std::vector<Edit> edits = Turned(*call, reads, is_begin);
      if (edits.empty()) continue;
      proposals.push_back({"", is_begin ? "hang" : "sensor_not_started",
                           fmt::format("asks {} the right way round", call->node.text()), std::move(edits)});
    }
  }
  const auto setup = candidate.view.functions().find("setup");
  if (!begin.empty() && calls(begin).empty() && setup != candidate.view.functions().end() &&
      setup->second.child("body")) {
    const std::size_t place = setup->second.child("body").begin() + 1;
    proposals.push_back({"",
                         "sensor_not_started",
                         fmt::format("starts the sensor: {}", sensor.begin_check),
                         {{place, place, fmt::format("\n  {};", sensor.begin_check)}}});
  }
  return proposals;
}

}  // namespace autopilot
