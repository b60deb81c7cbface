#include "protocol/dialogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "llm/token_estimate.h"

namespace autopilot {
namespace {

std::string MessagesJson(const std::vector<ChatMessage>& messages) {
  nlohmann::json list = nlohmann::json::array();
  for (const ChatMessage& message : messages) list.push_back({{"role", message.role}, {"content", message.text}});
  return list.dump();
}

constexpr const char* kMostPromptTokens = "most_prompt_tokens";

std::string ParametersJson(const ChatRequest& request, const std::optional<Allowance>& allowed) {
  nlohmann::json parameters = {{"temperature", request.temperature},
                               {"top_p", request.top_p},
                               {"seed", request.seed},
                               {"max_tokens", request.max_tokens}};
  if (allowed) parameters[kMostPromptTokens] = allowed->prompt_tokens;
  if (!request.json_schema.empty()) parameters["json_schema"] = nlohmann::json::parse(request.json_schema);
  return parameters.dump();
}

/// Nothing where calls were not limited.
std::optional<Allowance> AllowanceOf(const std::string& parameters) {
  const nlohmann::json read = nlohmann::json::parse(parameters, nullptr, false);
  if (!read.is_object() || !read.contains(kMostPromptTokens)) return std::nullopt;
  return Allowance{read.value(kMostPromptTokens, 0), read.value("max_tokens", 0)};
}

std::string NameOf(const Provider& provider) { return provider.name() + "/" + provider.model(); }

/// Journals before every further try what those before it and this one may cost together: who is killed before the
/// reply is here cannot say later what it did.
class JournalingMeter : public CallMeter {
 public:
  JournalingMeter(Budget& budget, Journal& journal, std::int64_t attempt)
      : budget_(&budget), journal_(&journal), attempt_(attempt) {}

  void TryFailed(bool may_have_cost) override { budget_->TryFailed(may_have_cost); }
  Result<int> TryAgain() override {
    AUTOPILOT_TRY(max_tokens, budget_->TryAgain());
    AUTOPILOT_CHECK(Note());
    return max_tokens;
  }
  Status Note() { return journal_->SetCost(attempt_, budget_->Most()); }

 private:
  Budget* budget_;
  Journal* journal_;
  std::int64_t attempt_;
};

}  // namespace

Dialogue::Dialogue(std::string run, Provider& provider, Journal& journal, Budget& budget, Console& console,
                   std::vector<AttemptRecord> recalled)
    : run_(std::move(run)), providers_{&provider}, journal_(&journal), budget_(&budget), console_(&console) {
  for (AttemptRecord& attempt : recalled) Remember(std::move(attempt));
  CompareWithBefore();
}

void Dialogue::CompareWithBefore() {
  for (const Spent& spent : before_) {
    if (spent.provider == NameOf(provider())) budget_->Compare(spent.reply, spent.allowed);
  }
}

void Dialogue::Remember(AttemptRecord attempt) {
  budget_->SpendBefore(attempt.reply);
  AddTo(attempt.key.stage, attempt.reply);
  if (const auto allowed = AllowanceOf(attempt.parameters); attempt.answered && allowed) {
    before_.push_back({attempt.proposer, attempt.reply, *allowed});
  }
  if (!attempt.answered || attempt.reply.prompt_truncated) return;
  recalled_[{attempt.key.stage, attempt.key.step, attempt.key.attempt}] = std::move(attempt);
}

int Dialogue::attempts_a_step() const { return budget_->limits().attempts_a_step; }

Result<Answer> Dialogue::Ask(const ChatRequest& request) {
  std::vector<bool> tried;
  auto answer = AskOnce(request);
  while (!answer && answer.error().kind == ErrorKind::kInfrastructure) {
    failed_[current_] = budget_->seconds();
    tried.resize(std::max(tried.size(), current_ + 1));
    tried[current_] = true;
    const std::string why = answer.error().message;
    bool another = false;
    if (current_ + 1 >= tried.size() || !tried[current_ + 1]) {
      AUTOPILOT_TRY(next, GoOn(why));
      another = next;
    }
    if (!another && !GoBack(why, tried)) break;
    first_ = current_;
    answer = AskOnce(request);
  }
  return answer;
}

bool Dialogue::GoBack(const std::string& why, std::vector<bool>& tried) {
  tried.resize(providers_.size());
  for (const auto& [index, when] : failed_) {
    if (tried[index] || budget_->seconds() - when < kCooldown) continue;
    current_ = index;
    console_->Warn(fmt::format("{}: trying {}/{} again", why, provider().name(), provider().model()));
    return true;
  }
  return false;
}

Result<bool> Dialogue::Escalate(const std::string& step) {
  return GoOn(fmt::format("{} is stuck with {}", provider().model(), step));
}

Result<bool> Dialogue::GoOn(const std::string& why) {
  if (current_ + 1 == providers_.size()) {
    if (!next_) return false;
    AUTOPILOT_TRY(next, next_());
    if (next == nullptr) return false;
    providers_.push_back(next);
  }
  ++current_;
  CompareWithBefore();
  console_->Warn(fmt::format("{}: going on with {}/{}", why, provider().name(), provider().model()));
  return true;
}

Result<Answer> Dialogue::AskOnce(const ChatRequest& request) {
  Provider& provider = *providers_[current_];
  AttemptRecord attempt;
  attempt.run = run_;
  attempt.key = request.key;
  attempt.proposer = NameOf(provider);
  attempt.prompt = MessagesJson(request.messages);

  Answer answer;
  StageTotals& totals = totals_[request.key.stage];
  const auto known = recalled_.find({request.key.stage, request.key.step, request.key.attempt});
  if (known != recalled_.end() && known->second.prompt == attempt.prompt) {
    answer.attempt = known->second.id;
    answer.reply = known->second.reply;
    answer.recalled = true;
    ++totals.attempts;
    return answer;
  }
  ChatRequest sent = request;
  sent.temperature = temperature_.value_or(sent.temperature);
  sent.top_p = top_p_.value_or(sent.top_p);
  AUTOPILOT_CHECK(Reserve(provider, sent));
  const bool limited = budget_->limits_calls();
  attempt.parameters = ParametersJson(sent, limited ? std::optional(budget_->allowance()) : std::nullopt);
  AUTOPILOT_TRY(id, journal_->BeginAttempt(attempt));
  answer.attempt = id;
  JournalingMeter meter(*budget_, *journal_, id);
  if (limited) {
    sent.meter = &meter;
    if (provider.costs_unseen()) AUTOPILOT_CHECK(meter.Note());
  }
  console_->Live(fmt::format("  {} {}  attempt {} of {}  asking {} ...", request.key.stage, request.key.step,
                             request.key.attempt, attempts_a_step(), provider.model()));
  const double before = budget_->seconds();
  auto reply = provider.Complete(sent);
  const ChatReply lost = budget_->TakeLost();
  AddTo(request.key.stage, lost);
  if (!reply) {
    AUTOPILOT_CHECK(NoteFailure(id, reply.error(), lost));
    return Fail(std::move(reply).error());
  }
  answer.reply = *std::move(reply);
  totals.waited += budget_->seconds() - before;
  ++totals.attempts;
  AUTOPILOT_CHECK(journal_->SetReply(answer.attempt, answer.reply, lost));
  budget_->Spend(answer.reply);
  if (!budget_->overrun().empty()) console_->Warn(budget_->overrun());
  AddTo(request.key.stage, answer.reply);
  return answer;
}

void Dialogue::AddTo(const std::string& stage, const ChatReply& reply) {
  StageTotals& totals = totals_[stage];
  totals.prompt_tokens += reply.prompt_tokens;
  totals.completion_tokens += reply.completion_tokens;
  totals.usd += reply.usd;
  totals.seconds += reply.seconds;
}

Status Dialogue::Reserve(Provider& provider, ChatRequest& request) {
  request.max_tokens += provider.thinking_tokens();
  AUTOPILOT_CHECK(budget_->Check());
  if (budget_->limits().seconds > 0) request.seconds = budget_->limits().seconds - budget_->seconds();
  if (!budget_->limits_calls()) return {};
  auto allowed = budget_->Reserve(EstimatePromptTokens(request), request.max_tokens, provider.price());
  if (!allowed || *allowed < request.max_tokens) {
    // The estimate is on the safe side. Only now is the server's own count worth a question.
    const int counted = provider.CountTokens(request);
    if (counted > 0) allowed = budget_->Reserve(counted, request.max_tokens, provider.price());
  }
  if (!allowed) return Fail(std::move(allowed).error());
  request.max_tokens = *allowed;
  return {};
}

Status Dialogue::NoteFailure(std::int64_t attempt, const Error& error, const ChatReply& lost) {
  AUTOPILOT_CHECK(journal_->SetCost(attempt, lost));
  if (error.kind == ErrorKind::kInterrupted) return {};  // Not a failure: a resumed run asks again.
  return journal_->SetVerdict(attempt, NoReply(error));
}

Result<std::int64_t> Dialogue::Propose(const AttemptKey& key, const std::string& proposer,
                                       const std::string& candidate) {
  AttemptRecord attempt;
  attempt.run = run_;
  attempt.key = key;
  attempt.proposer = proposer;
  attempt.prompt = "[]";
  attempt.parameters = "{}";
  AUTOPILOT_TRY(id, journal_->BeginAttempt(attempt));
  AUTOPILOT_CHECK(journal_->SetCandidate(id, candidate));
  return id;
}

Status Dialogue::JudgeProposal(std::int64_t attempt, const Verdict& verdict) {
  return journal_->SetVerdict(attempt, verdict);
}

Status Dialogue::Judge(const Answer& answer, const AttemptKey& key, const std::string& candidate,
                       const Verdict& verdict) {
  AUTOPILOT_CHECK(journal_->SetCandidate(answer.attempt, candidate));
  AUTOPILOT_CHECK(journal_->SetVerdict(answer.attempt, verdict));
  const ChatReply& reply = answer.reply;
  const double rate = reply.seconds > 0 ? reply.completion_tokens / reply.seconds : 0;
  std::string why = verdict.gate;
  if (const Finding* first = verdict.FirstError(); first != nullptr && !verdict.passed()) {
    why += ": " + first->message;
  }
  console_->Say(fmt::format("  {:<4}{:<14} attempt {}  {:<7}{:>4} tokens {:>5.1f}/s {:>5.1f} s{}  {}", key.stage,
                            key.step, key.attempt, ToString(verdict.verdict), reply.completion_tokens, rate,
                            reply.seconds, answer.recalled ? " (recalled)" : "", verdict.passed() ? "" : why));
  return {};
}

}  // namespace autopilot
