#include "engine/run_providers.h"

#include <fmt/format.h>

#include "llm/answer_cache.h"
#include "llm/reference_provider.h"

namespace autopilot {

Status RunProviders::Start(const Application& application) {
  ProviderChoice choice = application.provider;
  if (!request_->provider.empty()) choice.name = request_->provider;
  if (!request_->replay.empty()) choice.name = "replay";
  const bool needs_model =
      request_->protocol == kPaperProtocol || (request_->protocol == "whole" && request_->Asks("sg"));
  if (choice.name == ReferenceProvider::kName && needs_model) {
    return Fail(BadInput(
        fmt::format("the protocol \"{}\" asks a language model, and \"reference\" is none", request_->protocol),
        "choose a provider, or take --protocol guided"));
  }
  must_have_price_ = request_->limits.usd > 0 && !request_->allow_unknown_price && !application.unknown_price_allowed;
  for (const ProviderChoice& then : application.provider_then) {
    if (request_->replay.empty()) AUTOPILOT_CHECK(CheckPrice(ConfigOf(then), Context()));
  }
  AUTOPILOT_TRY(made, Make(choice));
  first_ = std::move(made);
  return {};
}

Result<Provider*> RunProviders::Next(const Application& application) {
  const std::vector<ProviderChoice>& then = application.provider_then;
  if (!request_->replay.empty() || others_.size() == then.size()) return nullptr;
  AUTOPILOT_TRY(made, Make(then[others_.size()]));
  others_.push_back(std::move(made));
  return others_.back().get();
}

void RunProviders::Stop() {
  first_.reset();
  others_.clear();
}

Result<std::unique_ptr<Provider>> RunProviders::Make(const ProviderChoice& choice) {
  if (choice.name == ReferenceProvider::kName) return std::make_unique<ReferenceProvider>();
  AUTOPILOT_TRY(made, MakeProvider(ConfigOf(choice), Context()));
  if (!request_->trial || request_->trial->answers.empty() || !request_->replay.empty()) return std::move(made);
  // Two protocols of one server do not send the same question.
  const std::string address = choice.wire.empty() ? choice.base_url : choice.base_url + "\n" + choice.wire;
  return std::make_unique<CachingProvider>(std::move(made), request_->trial->answers, address,
                                           request_->trial->record.repeat);
}

ProviderConfig RunProviders::ConfigOf(const ProviderChoice& choice) const {
  ProviderConfig config;
  config.name = choice.name;
  config.model = choice.model;
  config.base_url = choice.base_url;
  config.wire = choice.wire;
  config.key_variable = choice.key_variable;
  config.replay_file = request_->replay;
  config.context_window = choice.context_window;
  config.writes_functions = choice.writes_functions;
  config.must_have_price = must_have_price_;
  return config;
}

ProviderContext RunProviders::Context() {
  const auto show = [this](int tokens, double seconds) {
    workshop_->console().Live(
        fmt::format("  {} tokens, {:.1f} s, {:.1f} tokens/s", tokens, seconds, seconds > 0 ? tokens / seconds : 0));
  };
  return {workshop_->paths(),
          workshop_->runner(),
          workshop_->clock(),
          workshop_->console(),
          WorkspaceOf(request_->out) / "logs",
          show};
}

}  // namespace autopilot
