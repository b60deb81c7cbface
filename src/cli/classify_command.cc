#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/records_read.h"
#include "core/output.h"
#include "report/failure_report.h"

namespace autopilot {
namespace {

struct ClassifyRequest {
  std::vector<std::filesystem::path> files;
  std::string rules;
};

FailureView ViewOf(const std::string& rules) {
  if (rules == "paper") return FailureView::kPaper;
  return rules == "cause" ? FailureView::kCause : FailureView::kBoth;
}

Result<int> Classify(Session& session, const ClassifyRequest& request) {
  AUTOPILOT_TRY(workshop, session.Open());
  const std::filesystem::path profiles = workshop->paths().profiles();
  AUTOPILOT_TRY(taxonomy, Taxonomy::Load(profiles / "taxonomy-paper.toml"));
  AUTOPILOT_TRY(rules, CauseRules::Load(profiles, workshop->profiles(), workshop->causes()));
  const FailureView view = ViewOf(request.rules);
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::string text;
  for (const std::filesystem::path& file : request.files) {
    AUTOPILOT_TRY(tally, CountFailures(file, taxonomy, rules));
    WarnOfUnread(file.string(), tally.read, workshop->console());
    if (session.json) {
      list.push_back(FailureJson(tally, view));
    } else {
      text += (text.empty() ? "" : "\n") + FailureText(tally, taxonomy, view);
    }
  }
  if (session.json) {
    const nlohmann::ordered_json& out = list.size() == 1 ? list.front() : list;
    text = out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  }
  AUTOPILOT_CHECK(WriteOutput(text));
  return 0;
}

}  // namespace

void AddClassify(CLI::App& app, Session& session, Chosen& chosen) {
  auto request = std::make_shared<ClassifyRequest>();
  CLI::App* classify = app.add_subcommand("classify", "Count the failures in logs, by category and by root cause");
  classify->add_option("log", request->files, "JSON lines, plain or .gz: error logs, attempts, verdicts")->required();
  classify
      ->add_option("--rules", request->rules,
                   "paper: the published taxonomy; cause: what lies behind; default: both, side by side")
      ->check(CLI::IsMember({"paper", "cause"}));
  classify->add_flag("--json", session.json, "Print JSON");
  classify->callback([&, request] { chosen = [&session, request] { return Classify(session, *request); }; });
}

}  // namespace autopilot
