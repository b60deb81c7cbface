#include "script/script_repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "config/toml_table.h"
#include "core/utf8.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Files alone: a link that a script has left leads to what it must not see.
std::vector<WorkerFile> FilesIn(const fs::path& folder) {
  std::vector<WorkerFile> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->symlink_status(error).type() != fs::file_type::regular || error) continue;
    files.push_back({at->path(), at->path().lexically_relative(folder).string()});
  }
  std::sort(files.begin(), files.end(), [](const WorkerFile& a, const WorkerFile& b) { return a.name < b.name; });
  return files;
}

json Findings(const Verdict& verdict) {
  json list = json::array();
  for (const Finding& finding : verdict.findings) {
    if (finding.severity != Severity::kError) continue;
    list.push_back({{"root_cause", finding.root_cause},
                    {"rule", finding.rule},
                    {"message", finding.message},
                    {"evidence", finding.evidence},
                    {"line", finding.line}});
  }
  return list;
}

Proposal ReadProposal(const json& object) {
  Proposal proposal;
  proposal.rule = object.at("rule");
  proposal.root_cause = object.at("root_cause");
  proposal.what = object.at("what");
  proposal.certain = object.at("certain");
  for (const json& edit : object.at("edits")) proposal.edits.push_back({edit.at(0), edit.at(1), edit.at(2)});
  return proposal;
}

Status ReadTables(const TomlTable& file, const char* key, const std::vector<std::string>& keys, json& list) {
  AUTOPILOT_TRY(tables, file.Tables(key));
  list = json::array();
  for (const TomlTable& table : tables) {
    AUTOPILOT_CHECK(table.AllowOnly(keys));
    json row;
    for (const std::string& name : keys) {
      if (name == "of") {
        std::vector<std::string> of;
        AUTOPILOT_CHECK(table.Require(name, of));
        row[name] = of;
        continue;
      }
      std::string text;
      AUTOPILOT_CHECK(table.Require(name, text));
      row[name] = text;
    }
    list.push_back(std::move(row));
  }
  return {};
}

Result<json> ReadFacts(const fs::path& path) {
  AUTOPILOT_TRY(file, TomlTable::Load(path));
  AUTOPILOT_CHECK(file.AllowOnly({"import", "search", "argument"}));
  json facts;
  AUTOPILOT_CHECK(ReadTables(file, "import", {"name", "line"}, facts["import"]));
  AUTOPILOT_CHECK(ReadTables(file, "argument", {"of", "wrong", "right"}, facts["argument"]));
  std::vector<std::string> modules;
  AUTOPILOT_TRY(search, file.Table("search"));
  if (search) AUTOPILOT_CHECK(search->Require("modules", modules));
  facts["modules"] = modules;
  return facts;
}

}  // namespace

Result<json> LoadScriptRepairs(const fs::path& profiles) {
  auto facts = ReadFacts(profiles / "script-repairs.toml");
  if (facts) return std::move(*facts);
  Error error = facts.error();
  error.kind = ErrorKind::kInfrastructure;
  error.cure = "install the program again: this file is part of it";
  return Fail(std::move(error));
}

/// The tries of one script: judges them and asks the rules about them.
class ScriptRepairer::Tries : public CandidateJudge {
 public:
  Tries(ScriptRepairer& owner, const ScriptCase& candidate) : owner_(owner), candidate_(candidate) {
    const auto left = owner.left_.find(candidate.run);
    if (left != owner.left_.end()) candidate_.inputs = FilesIn(owner.judge_->FolderOf(left->second));
  }
  Tries(const Tries&) = delete;
  Tries& operator=(const Tries&) = delete;
  ~Tries() override {
    for (const auto& [text, seen] : seen_) {
      if (seen.name == kept_) continue;
      std::error_code ignored;
      if (const fs::path folder = owner_.judge_->FolderOf(seen.name); !folder.empty()) fs::remove_all(folder, ignored);
    }
  }

  /// As it came; from then on it is the script in it.
  Result<ScriptVerdict> First() {
    AUTOPILOT_TRY(judged, JudgeNow());
    candidate_.as = "script";
    if (const auto outputs = judged.facts.find("outputs"); outputs != judged.facts.end()) {
      candidate_.outputs = outputs->get<std::vector<std::string>>();
    }
    return std::move(judged);
  }

  Result<Judgement> Judge(const std::string& text) override {
    candidate_.text = text;
    AUTOPILOT_TRY(judged, JudgeNow());
    Judgement judgement;
    judgement.verdict = std::move(judged.verdict);
    judgement.runs = judged.ended_well;
    return judgement;
  }

  Result<Ideas> Propose(const std::string& text, const Judgement& now) {
    // The rules would count the bytes of another text.
    if (ValidUtf8Prefix(text) != text.size()) return Ideas{{}, "it is not written in UTF-8"};
    const Contract& contract = *owner_.contract_;
    const Application& application = contract.application;
    const Seen& seen = seen_.at(text);
    json data_files = json::array();
    std::string keras;
    for (const WorkerFile& input : owner_.judge_->Inputs()) {
      if (application.keras && input.source == *application.keras) {
        keras = input.name;
      } else {
        data_files.push_back(input.name);
      }
    }
    json task = {{"task", "repair_script"},
                 {"text", text},
                 {"stage", candidate_.stage},
                 {"findings", Findings(now.verdict)},
                 {"ended_well", now.runs.value_or(false)},
                 {"work", owner_.judge_->FolderOf(seen.name).string()},
                 {"written", seen.facts.value("written", json::array())},
                 {"outputs", candidate_.outputs},
                 {"data_files", data_files},
                 {"keras", keras},
                 {"features", contract.data.feature_names},
                 {"label", application.label == "from-file-name" ? "" : application.label},
                 {"io", application.io},
                 {"window", contract.sensor_use.window},
                 {"input_shape", contract.keras ? contract.keras->input_shape : std::vector<int>{}},
                 {"per_channel_dense_wrong", contract.library.per_channel_dense_wrong},
                 {"repairs", owner_.facts_}};
    if (contract.preprocessing) {
      for (const InputScaling& input : contract.preprocessing->inputs) {
        task["scaling"].push_back({{"offset", input.offset}, {"divisor", input.divisor}});
      }
    }
    AUTOPILOT_TRY(answer, owner_.box_->Task(task, false));
    Ideas ideas;
    ideas.not_tried = answer.value("not_tried", "");
    for (const json& proposal : answer.at("proposals")) ideas.proposals.push_back(ReadProposal(proposal));
    return ideas;
  }

  /// What this text has left is there for later scripts of its run.
  void Keep(const std::string& text) {
    if (candidate_.run.empty()) return;
    const auto seen = seen_.find(text);
    // A plan, or a reply without a script, has run nowhere.
    if (seen == seen_.end() || owner_.judge_->FolderOf(seen->second.name).empty()) return;
    kept_ = seen->second.name;
    std::string& left = owner_.left_[candidate_.run];
    std::error_code ignored;
    if (!left.empty()) fs::remove_all(owner_.judge_->FolderOf(left), ignored);
    left = kept_;
  }

 private:
  // The move of a JSON value checks an invariant and never throws.
  struct Seen {  // NOLINT(bugprone-exception-escape)
    std::string name;
    json facts;
  };

  Result<ScriptVerdict> JudgeNow() {
    ScriptCase now = candidate_;
    now.run = fmt::format("{} try {}", candidate_.run, ++owner_.number_);
    AUTOPILOT_TRY(judged, owner_.judge_->Judge(now));
    seen_[judged.text] = {now.run, judged.facts};
    return std::move(judged);
  }

  ScriptRepairer& owner_;
  ScriptCase candidate_;
  std::map<std::string, Seen> seen_;  ///< By text.
  std::string kept_;
};

Result<ScriptRepaired> ScriptRepairer::Repair(const ScriptCase& candidate) {
  Tries tries(*this, candidate);
  AUTOPILOT_TRY(first, tries.First());
  ScriptRepaired result;
  result.author = first.text;
  if (first.verdict.verdict != VerdictKind::kReject || first.verdict.gate == "reply") {
    result.repaired.text = first.text;
    result.repaired.before = result.repaired.after = std::move(first.verdict);
    tries.Keep(first.text);
    return result;
  }
  Judgement before;
  before.verdict = std::move(first.verdict);
  before.runs = first.ended_well;
  const Proposer propose = [&](const std::string& text, const Judgement& now) { return tries.Propose(text, now); };
  AUTOPILOT_TRY(repaired, RepairText(first.text, std::move(before), propose, tries));
  tries.Keep(repaired.text);
  result.repaired = std::move(repaired);
  return result;
}

}  // namespace autopilot
