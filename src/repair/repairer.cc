#include "repair/repairer.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "gate/source_text.h"
#include "repair/kept_share.h"
#include "repair/reading_limits.h"

namespace autopilot {
namespace {

constexpr int kMostRounds = 8;
constexpr int kMostJudgements = 20;

bool IsError(const Finding& finding) { return finding.severity == Severity::kError; }

/// How far a candidate got. The gates in their order.
int Reached(const Judgement& judgement) {
  const Verdict& verdict = judgement.verdict;
  if (verdict.passed()) return 100;
  if (verdict.verdict != VerdictKind::kReject) return -1;
  if (judgement.runs) return *judgement.runs ? 1 : 0;
  if (verdict.builds != 1) return 0;
  static const std::map<std::string, int> kOrder = {
      {"lint", 1}, {"build", 1}, {"resources", 2}, {"behaviour", 3}, {"semantics", 4}};
  const auto found = kOrder.find(verdict.gate);
  return found == kOrder.end() ? 1 : found->second;
}

/// The compiler's complaints, however often each comes and wherever it stands.
std::set<std::string> Complaints(const Judgement& judgement) {
  std::set<std::string> messages;
  for (const Diagnostic& diagnostic : judgement.diagnostics) {
    if (diagnostic.kind == Diagnostic::Kind::kError) messages.insert(diagnostic.message);
  }
  for (const Finding& finding : judgement.verdict.findings) {
    if (IsError(finding) && !finding.behind) messages.insert(finding.message);
  }
  return messages;
}

std::set<std::string> Causes(const Verdict& verdict) {
  std::set<std::string> causes;
  for (const Finding& finding : verdict.findings) {
    if (IsError(finding)) causes.insert(finding.root_cause);
  }
  return causes;
}

/// Whether `after` is nearer to a pass. While neither builds: something that was wrong no longer is. The compiler stops
/// at a missing header, so that mending it may bring many errors to light.
bool IsProgress(const Judgement& before, const Judgement& after) {
  const int was = Reached(before);
  const int is = Reached(after);
  if (was != is) return is > was;
  if (is == 0) {
    const std::set<std::string> old_ones = Complaints(before);
    const std::set<std::string> new_ones = Complaints(after);
    const auto mended = std::count_if(old_ones.begin(), old_ones.end(),
                                      [&](const std::string& message) { return !new_ones.contains(message); });
    return mended > 0;
  }
  const std::set<std::string> old_ones = Causes(before.verdict);
  const std::set<std::string> new_ones = Causes(after.verdict);
  if (new_ones.size() < old_ones.size()) return true;
  // What stopped it before no longer does; that brings the next fault to light.
  if (!new_ones.contains(before.verdict.root_cause) && new_ones.size() <= old_ones.size() + 1) return true;
  return after.verdict.metrics.accuracy > before.verdict.metrics.accuracy + 0.01;
}

/// Those that can be made together: of two that overlap, the first rule's.
std::vector<Proposal> Compatible(std::vector<Proposal> proposals) {
  std::vector<Proposal> chosen;
  for (Proposal& proposal : proposals) {
    const bool free = std::none_of(chosen.begin(), chosen.end(), [&](const Proposal& other) {
      return std::any_of(proposal.edits.begin(), proposal.edits.end(), [&](const Edit& edit) {
        return std::any_of(other.edits.begin(), other.edits.end(),
                           [&](const Edit& taken) { return Overlaps(edit, taken); });
      });
    });
    if (free) chosen.push_back(std::move(proposal));
  }
  return chosen;
}

class Loop {
 public:
  Loop(const std::string& text, Judgement before, const Proposer& propose, CandidateJudge& judge)
      : propose_(propose), judge_(judge), author_(text), text_(text), now_(std::move(before)) {
    complaints_before_ = Complaints(now_).size();
    result_.before = now_.verdict;
  }

  Result<Repaired> Run() {
    for (int round = 0; round < kMostRounds && Reached(now_) >= 0 && !now_.verdict.passed(); ++round) {
      AUTOPILOT_TRY(progress, Round());
      if (!progress) break;
    }
    if (result_.changed && Reached(now_) == 0) {
      if (Complaints(now_).size() >= complaints_before_) {
        GiveBack();
      } else {
        AUTOPILOT_TRY(whole, judge_.Judge(text_.text()));
        now_ = std::move(whole);
      }
    }
    result_.text = text_.text();
    result_.after = std::move(now_.verdict);
    return std::move(result_);
  }

 private:
  /// Other faults in place of the author's own help nobody.
  void GiveBack() {
    text_ = EditedText(author_);
    now_.verdict = result_.before;
    result_.changed = false;
    result_.repairs.clear();
  }

  Result<std::vector<Proposal>> Propose() {
    AUTOPILOT_TRY(ideas, propose_(text_.text(), now_));
    if (!result_.changed) result_.not_tried = std::move(ideas.not_tried);
    std::vector<Proposal> all;
    for (Proposal& proposal : ideas.proposals) {
      if (proposal.edits.empty() || refused_.contains(Key(proposal))) continue;
      if (proposal.certain) {
        all.push_back(std::move(proposal));
      } else {
        Offer(proposal);
      }
    }
    return all;
  }

  /// All at once; if that leads nowhere, each rule alone, so that one wrong idea does not spoil the others; and of a
  /// rule that sees several ways, each way.
  Result<bool> Round() {
    AUTOPILOT_TRY(proposals, Propose());
    if (proposals.empty()) return false;
    AUTOPILOT_TRY(together, Try(Compatible(proposals)));
    if (together) return true;
    std::vector<std::vector<Proposal>> by_rule;
    for (const Proposal& proposal : proposals) {
      const auto same = std::find_if(by_rule.begin(), by_rule.end(), [&](const std::vector<Proposal>& other) {
        return other.front().rule == proposal.rule;
      });
      (same == by_rule.end() ? by_rule.emplace_back() : *same).push_back(proposal);
    }
    for (const std::vector<Proposal>& own : by_rule) {
      // The offsets of the others are no longer true once one is made.
      const std::vector<Proposal> one_way = Compatible(own);
      AUTOPILOT_TRY(rule, Try(one_way));
      if (rule) return true;
      const bool several = one_way.size() < own.size();
      for (const Proposal& proposal : own) {
        if (several) {
          AUTOPILOT_TRY(alone, Try({proposal}));
          if (alone) return true;
        }
        refused_.insert(Key(proposal));
      }
    }
    return false;
  }

  /// Makes the changes if they are progress, or with `to_pass` only if the candidate then passes.
  Result<bool> Try(const std::vector<Proposal>& proposals, bool to_pass = false) {
    if (judgements_ >= kMostJudgements) return false;
    EditedText changed = text_;
    std::vector<Edit> edits;
    std::vector<RepairRecord> records;
    for (const Proposal& proposal : proposals) {
      for (const Edit& edit : proposal.edits) {
        // Two rules that ask for the same line want it once.
        const bool known = std::any_of(edits.begin(), edits.end(), [&](const Edit& other) {
          return other.begin == edit.begin && other.end == edit.end && other.text == edit.text;
        });
        if (!known) edits.push_back(edit);
      }
      records.push_back(Record(proposal));
    }
    if (!changed.Apply(std::move(edits)) || changed.text() == text_.text()) return false;
    if (!tried_.insert(changed.text()).second) return false;
    ++judgements_;
    AUTOPILOT_TRY(judged, judge_.JudgeStep(changed.text()));
    if (to_pass ? !judged.verdict.passed() : !IsProgress(now_, judged)) return false;
    if (judged.verdict.passed() && proposals.size() > 1 && Reached(now_) > 0) {
      // What it passes without was no fault: it stays as its author wrote it.
      for (std::size_t i = 0; i < proposals.size(); ++i) {
        std::vector<Proposal> others = proposals;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
        AUTOPILOT_TRY(enough, Try(others, true));
        if (enough) return true;
      }
    }
    text_ = std::move(changed);
    now_ = std::move(judged);
    result_.changed = true;
    result_.repairs.insert(result_.repairs.end(), records.begin(), records.end());
    return true;
  }

  RepairRecord Record(const Proposal& proposal) const {
    return {proposal.rule, proposal.root_cause, proposal.what, text_.AuthorsLine(proposal.edits.front().begin)};
  }

  void Offer(const Proposal& proposal) {
    RepairRecord offer = Record(proposal);
    const bool known = std::any_of(result_.offers.begin(), result_.offers.end(), [&](const RepairRecord& other) {
      return std::tie(other.rule, other.what, other.line) == std::tie(offer.rule, offer.what, offer.line);
    });
    if (!known) result_.offers.push_back(std::move(offer));
  }

  static std::string Key(const Proposal& proposal) { return proposal.rule + '\n' + proposal.what; }

  const Proposer& propose_;
  CandidateJudge& judge_;
  const std::string author_;
  EditedText text_;
  Judgement now_;
  std::size_t complaints_before_ = 0;
  Repaired result_;
  std::set<std::string> refused_;
  std::set<std::string> tried_;  ///< Texts that were judged.
  int judgements_ = 0;
};

}  // namespace

bool RepairCase::Has(std::string_view root_cause) const {
  return std::any_of(verdict.findings.begin(), verdict.findings.end(),
                     [&](const Finding& finding) { return IsError(finding) && finding.root_cause == root_cause; });
}

bool RepairCase::Complains(std::string_view word) const {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [&](const Diagnostic& diagnostic) {
    return diagnostic.kind == Diagnostic::Kind::kError && HasWord(diagnostic.message, word);
  });
}

Result<Repaired> RepairText(const std::string& text, Judgement before, const Proposer& propose, CandidateJudge& judge) {
  AUTOPILOT_TRY(repaired, Loop(text, std::move(before), propose, judge).Run());
  repaired.kept_share = KeptShare(text, repaired.text);
  return std::move(repaired);
}

Result<Repaired> RepairSketch(const std::string& text, Judgement before, const Contract& contract,
                              const RepairFacts& facts, const std::vector<std::unique_ptr<RepairRule>>& rules,
                              CandidateJudge& judge) {
  const Proposer propose = [&](const std::string& now_text, const Judgement& now) -> Result<Ideas> {
    Ideas ideas;
    const SketchTree tree(now_text);
    ideas.not_tried = WhyUnread(tree);
    if (!ideas.not_tried.empty()) return ideas;
    const SketchView view(tree);
    const RepairCase candidate{tree, view, contract, facts, now.verdict, now.diagnostics};
    for (const auto& rule : rules) {
      for (Proposal& proposal : rule->Propose(candidate)) {
        proposal.rule = std::string(rule->id());
        ideas.proposals.push_back(std::move(proposal));
      }
    }
    return ideas;
  };
  return RepairText(text, std::move(before), propose, judge);
}

}  // namespace autopilot
