#include "paper/paper_rules.h"

#include <algorithm>

#include "config/toml_table.h"
#include "paper/paper_reply.h"

namespace autopilot {

Result<PaperRules> LoadPaperRules(const std::filesystem::path& profiles, const PaperOptions& options) {
  AUTOPILOT_TRY(file, TomlTable::Load(profiles / "paper-protocol.toml"));
  AUTOPILOT_CHECK(file.AllowOnly({"attempts", "operations", "accept", "sampling", "precise"}));
  PaperRules rules;
  AUTOPILOT_CHECK(file.Require("attempts", rules.attempts));
  AUTOPILOT_CHECK(file.Require("operations", rules.operations));
  AUTOPILOT_CHECK(file.RequireKey("accept"));
  AUTOPILOT_TRY(accept, file.Table("accept"));
  AUTOPILOT_CHECK(accept->AllowOnly({"words", "conversion_lines", "sketch_lines"}));
  AUTOPILOT_CHECK(accept->Require("words", rules.words));
  AUTOPILOT_CHECK(accept->Require("conversion_lines", rules.conversion_lines));
  AUTOPILOT_CHECK(accept->Require("sketch_lines", rules.sketch_lines));
  const char* sampling = options.precise ? "precise" : "sampling";
  AUTOPILOT_CHECK(file.RequireKey(sampling));
  AUTOPILOT_TRY(chosen, file.Table(sampling));
  AUTOPILOT_CHECK(chosen->AllowOnly({"temperature", "top_p"}));
  AUTOPILOT_CHECK(chosen->Require("temperature", rules.temperature));
  AUTOPILOT_CHECK(chosen->Require("top_p", rules.top_p));
  return rules;
}

bool Compiles(const Verdict& verdict) {
  const auto build = std::find_if(verdict.gates.begin(), verdict.gates.end(),
                                  [](const GateRecord& record) { return record.gate == "build"; });
  return verdict.builds == 1 && build != verdict.gates.end() && build->verdict != VerdictKind::kReject;
}

bool TakesSketch(const PaperRules& rules, const std::string& text, const Verdict& verdict) {
  return Compiles(verdict) && LinesIn(text) >= rules.sketch_lines;
}

}  // namespace autopilot
