#pragma once

/// One narrow question of the guided protocol: facts rule choices out, the model picks among what is
/// left, the artifact of its choice is the judge. Used by DP and MC for everything that is a choice.

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/status.h"
#include "stage/stage.h"

namespace autopilot {

/// An answer that can be chosen, or the fact that forbids it.
struct Option {
  std::string name;       ///< As it stands in the JSON answer.
  std::string ruled_out;  ///< Why it cannot be chosen, in words; empty if it can.
};

struct Question {
  std::string stage;  ///< "dp", "mc".
  std::string step;   ///< "outliers"; also the prompt's name, "dp/outliers".
  std::vector<Option> options;
  std::vector<std::string> preference;  ///< The tool's own choice: the first of these that is left.
  std::string note;                     ///< What the facts say beyond the options; may be empty.
};

/// A step that is done: what was decided, and the verdict on what came out of it.
struct Outcome {
  Decision decision;
  Verdict verdict;
};

/// Carries a choice out and judges its artifact. An error ends the run; a bad artifact is a verdict.
using Execute = std::function<Result<Verdict>(const std::string& choice)>;

/// Settles `question` and journals the step. With one option left nobody is asked ("facts"). Otherwise the
/// model is asked, at most dialogue.attempts_a_step() times, with `facts` in the prompt; a choice whose
/// artifact is rejected is taken off the list, and the next question says why. When all attempts are
/// spent, the tool's own choice stands ("reference"). Without a model (provider "reference") it stands at once.
Result<Outcome> Decide(StageContext& context, const Question& question, const nlohmann::json& facts,
                       const Execute& execute);

/// What `run` answers; its last gate bears the time that it took.
Result<Verdict> Timed(const std::function<Result<Verdict>()>& run);

/// The verdict that findings amount to: reject at `gate` if one of them is an error. Fills in categories.
Verdict VerdictOf(const RootCauses& causes, const std::string& gate, std::vector<Finding> findings);

/// What a reply is refused for that holds the same code as an earlier one.
Finding RepeatedReply();

/// The one-paragraph text of a rejected verdict, as it goes into the next question.
std::string EvidenceOf(const Verdict& verdict);

/// Whether the run's provider can be asked at all; the reference generator cannot.
bool HasModel(const StageContext& context);

/// Journals that the provider cut a prompt: a verdict of infrastructure.
Status RecordCutPrompt(StageContext& context, const Answer& answer, const AttemptKey& key);

/// Refuses to go on with a prompt that the provider cut: journals the verdict and fails with
/// kInfrastructure. Ok for a whole prompt.
Status CheckPromptWhole(StageContext& context, const Answer& answer, const AttemptKey& key);

/// Writes a decision to the journal and shows it.
Status RecordDecision(StageContext& context, const std::string& stage, const Decision& decision);

}  // namespace autopilot
