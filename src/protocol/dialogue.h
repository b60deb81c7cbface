#pragma once

/// One attempt with a language model, done right once for all stages: budget, journal before and
/// after, recall on resume, progress.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "core/console.h"
#include "journal/journal.h"
#include "llm/provider.h"
#include "protocol/budget.h"

namespace autopilot {

/// A reply together with its row in the journal.
struct Answer {
  std::int64_t attempt = 0;
  ChatReply reply;
  bool recalled = false;  ///< Came from the journal (resume), not from the provider.
};

/// Tokens and time that one stage spent.
struct StageTotals {
  int attempts = 0;
  int prompt_tokens = 0;
  int completion_tokens = 0;
  double usd = 0;
  double seconds = 0;  ///< Of the replies, whenever they were had.
  double waited = 0;   ///< For them now: less, where they are recalled or kept.
};

/// Makes the provider that is asked when those before it fail or are stuck; null when there is none left. It stays with
/// whoever made it, and outlives the dialogue.
using NextProvider = std::function<Result<Provider*>()>;

/// The run's conversation with its providers: the first one, and those that the user named to go on with. Not
/// thread-safe. Everything referred to outlives it.
class Dialogue {
 public:
  /// `recalled` are the attempts that a resumed run already has. What they have cost is spent, used again or not.
  Dialogue(std::string run, Provider& provider, Journal& journal, Budget& budget, Console& console,
           std::vector<AttemptRecord> recalled);

  void SetNext(NextProvider next) { next_ = std::move(next); }

  /// Every question is asked with these instead of its own, where they are given.
  void SetSampling(std::optional<double> temperature, std::optional<double> top_p) {
    temperature_ = temperature;
    top_p_ = top_p;
  }

  /// Seconds after which a provider that failed may be asked again. Rate limits are counted by the minute.
  static constexpr double kCooldown = 60;

  /// Reserves in the budget the most that the call can cost, journals that with the prompt, asks, journals the reply. A
  /// recalled reply is used only if it was to the same, uncut prompt. A provider that fails for reasons
  /// of infrastructure gives way to the next one for the rest of the run; when those after it fail too, it is asked
  /// again if its cooldown is over. Without any this fails as Provider::Complete does, or with kBudget; the attempt's
  /// verdict then says why there is no reply. Else a prompt or reply that the provider cut is a reply with
  /// `prompt_truncated` or finish_reason "length", for the caller to judge.
  Result<Answer> Ask(const ChatRequest& request);

  /// Journals what was extracted from the reply and how it was judged, and shows it.
  Status Judge(const Answer& answer, const AttemptKey& key, const std::string& candidate, const Verdict& verdict);

  /// Journals something that no model wrote (an assembly of pieces, the tool's own choice) before it is
  /// judged; returns its row. `proposer` is "tool" or "reference". It costs nothing and counts as no
  /// attempt of the model's.
  Result<std::int64_t> Propose(const AttemptKey& key, const std::string& proposer, const std::string& candidate);
  /// Journals how a proposal was judged.
  Status JudgeProposal(std::int64_t attempt, const Verdict& verdict);

  /// Asks the next provider from now on, since the present one is stuck with `step`. False if there is none.
  Result<bool> Escalate(const std::string& step);
  /// Back to the first provider that has not failed: another step may be easier.
  void Relax() { current_ = first_; }

  /// Attempts allowed per step.
  int attempts_a_step() const;
  const StageTotals& totals(const std::string& stage) { return totals_[stage]; }
  const std::string& run() const { return run_; }
  Journal& journal() { return *journal_; }
  Console& console() { return *console_; }
  const Provider& provider() const { return *providers_[current_]; }

 private:
  void Remember(AttemptRecord attempt);
  /// Journals why an attempt has no reply, and what its tries may have cost.
  Status NoteFailure(std::int64_t attempt, const Error& error, const ChatReply& lost);
  /// Whether the present provider took more than it was allowed, before the run was cut off.
  void CompareWithBefore();
  void AddTo(const std::string& stage, const ChatReply& reply);
  /// The reply of the present provider, journaled.
  Result<Answer> AskOnce(const ChatRequest& request);
  /// Makes the provider after the present one the present one.
  Result<bool> GoOn(const std::string& why);
  /// Makes one that failed long enough ago the present one; each once in a call of Ask, as `tried` counts.
  bool GoBack(const std::string& why, std::vector<bool>& tried);
  /// Asks the budget how many tokens the reply may have, and puts that and the meter into `request`.
  Status Reserve(Provider& provider, ChatRequest& request);

  std::string run_;
  std::vector<Provider*> providers_;
  std::size_t first_ = 0;  ///< Those before it have failed.
  std::size_t current_ = 0;
  std::map<std::size_t, double> failed_;  ///< When, in seconds of the budget.
  NextProvider next_;
  std::optional<double> temperature_;
  std::optional<double> top_p_;
  Journal* journal_;
  Budget* budget_;
  Console* console_;
  std::map<std::tuple<std::string, std::string, int>, AttemptRecord> recalled_;
  struct Spent {
    std::string provider;
    ChatReply reply;
    Allowance allowed;
  };
  std::vector<Spent> before_;  ///< Of limited calls.
  std::map<std::string, StageTotals> totals_;
};

}  // namespace autopilot
