#include "llm/make_provider.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "llm/anthropic_provider.h"
#include "llm/local_model.h"
#include "llm/model_store.h"
#include "llm/ollama_provider.h"
#include "llm/openai_provider.h"
#include "llm/prices.h"
#include "llm/replay_provider.h"
#include "llm/services.h"

namespace autopilot {
namespace {

Result<std::unique_ptr<Provider>> MakeLocal(const ProviderConfig& config, const ProviderContext& context) {
  AUTOPILOT_TRY(store, ModelStore::Open(context.paths, context.runner, context.console));
  AUTOPILOT_TRY(files, store.Find(config.model));
  LocalModelOptions options;
  options.name = files.name;
  options.server = files.server;
  options.model = files.model;
  options.context = config.context_window > 0 ? config.context_window : files.context;
  options.writes_functions = config.writes_functions.value_or(files.writes_functions);
  options.log_file = context.log_folder / "llama-server.log";
  return LocalProvider::Create(std::move(options), context.runner, context.clock, context.console, context.progress);
}

Result<Service> FindService(const ProviderConfig& config, const ProviderContext& context) {
  AUTOPILOT_TRY(services, LoadServices(context.paths.profiles() / "providers.toml"));
  std::vector<std::string> known = {"local", "reference", "replay"};
  for (Service& service : services) {
    if (service.name == config.name) return std::move(service);
    known.push_back(service.name);
  }
  if (!config.base_url.empty()) {
    Service own;
    own.name = config.name;
    return own;
  }
  return Fail(
      BadInput(fmt::format("there is no provider '{}'", config.name),
               fmt::format("take one of: {}; or give the base_url of any server that speaks one of the wire formats",
                           fmt::join(known, ", "))));
}

/// The key from the environment; empty where none is needed.
Result<std::string> KeyOf(const std::string& provider, const std::string& variable) {
  if (variable.empty()) return std::string();
  const char* value = std::getenv(variable.c_str());
  std::string key = value ? value : "";
  if (key.empty()) {
    return Fail(BadInput(fmt::format("the provider '{}' needs a key, and {} is not set", provider, variable),
                         fmt::format("export {}=...", variable)));
  }
  const bool printable = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 127; });
  if (!printable) return Fail(BadInput(fmt::format("the key in {} holds blanks or line ends", variable)));
  return key;
}

/// Nothing where it is unknown and need not be known.
Result<std::optional<Price>> PriceOf(const std::string& provider, const std::string& model,
                                     const ProviderConfig& config, const ProviderContext& context) {
  const auto file = context.paths.profiles() / "prices.toml";
  AUTOPILOT_TRY(prices, PriceList::Load(file));
  std::optional<Price> price = prices.Find(provider, model);
  if (!price && config.must_have_price) {
    return Fail(
        BadInput(fmt::format("no price is known for {}/{}, so a limit of money cannot be kept", provider, model),
                 fmt::format("add its price to {}, or say --allow-unknown-price", file.string())));
  }
  return price;
}

Result<std::unique_ptr<Provider>> MakeRemote(const ProviderConfig& config, const ProviderContext& context) {
  AUTOPILOT_TRY(service, FindService(config, context));
  const std::string wire = config.wire.empty() ? service.wire : config.wire;
  if (!IsWireFormat(wire)) {
    return Fail(BadInput(fmt::format("there is no wire format '{}'", wire),
                         fmt::format("take one of: {}", fmt::join(kWireFormats, ", "))));
  }
  OpenAiOptions options;
  options.name = service.name;
  options.model = config.model.empty() ? service.model : config.model;
  options.base_url = config.base_url.empty() ? service.base_url : config.base_url;
  while (!options.base_url.empty() && options.base_url.back() == '/') options.base_url.pop_back();
  // The address of Ollama's compatible API; its own one stands beside it.
  if (wire == "ollama" && options.base_url.ends_with("/v1")) options.base_url.resize(options.base_url.size() - 3);
  options.key_variable = config.key_variable.empty() ? service.key_variable : config.key_variable;
  const Service::Model facts = service.Of(options.model);
  options.context_window = facts.context_window > 0 ? facts.context_window : service.context_window;
  if (config.context_window > 0) options.context_window = config.context_window;
  options.thinking_tokens = facts.thinking_tokens;
  options.omit = facts.omit;
  options.writes_functions = config.writes_functions.value_or(service.writes_functions);
  options.max_tokens_field = service.max_tokens_field;
  // Belongs to the service's own address.
  if (config.base_url.empty()) options.tokenize_url = service.tokenize_url;

  if (options.base_url.find('@') != std::string::npos) {
    return Fail(BadInput("the provider's base URL holds a user name or password",
                         "put the key into an environment variable and name it as key_variable"));
  }
  if (options.model.empty()) {
    return Fail(BadInput(fmt::format("the provider '{}' needs to know which model", options.name),
                         "name it in [provider] model"));
  }
  AUTOPILOT_TRY(key, KeyOf(options.name, options.key_variable));
  options.key = key;
  AUTOPILOT_TRY(price, PriceOf(options.name, options.model, config, context));
  options.price = price;
  if (!price) {
    context.console.Warn(fmt::format("no price is known for {}/{} (profiles/prices.toml): its cost counts as 0",
                                     options.name, options.model));
  }
  auto http = MakeHttpClient();
  if (wire == "anthropic") {
    return std::make_unique<AnthropicProvider>(options, std::move(http), context.clock, context.progress);
  }
  if (wire == "ollama") {
    return std::make_unique<OllamaProvider>(options, std::move(http), context.clock, context.progress);
  }
  return std::make_unique<OpenAiProvider>(options, std::move(http), context.clock, context.progress);
}

/// A base URL without a name is some server of the user's own.
ProviderConfig Named(ProviderConfig config) {
  if (config.name.empty()) config.name = config.base_url.empty() ? "local" : "custom";
  return config;
}

bool IsReplay(const ProviderConfig& config) { return !config.replay_file.empty() || config.name == "replay"; }

}  // namespace

Result<std::unique_ptr<Provider>> MakeProvider(const ProviderConfig& config, const ProviderContext& context) {
  const ProviderConfig named = Named(config);
  if (IsReplay(named)) {
    if (named.replay_file.empty()) return Fail(BadInput("the provider 'replay' needs a recording", "--replay FILE"));
    return ReplayProvider::Load(named.replay_file);
  }
  if (named.name == "local") return MakeLocal(named, context);
  return MakeRemote(named, context);
}

Status CheckProvider(const ProviderConfig& config, const ProviderContext& context) {
  const ProviderConfig named = Named(config);
  if (IsReplay(named) || named.name == "reference") return {};
  if (named.name != "local") return MakeRemote(named, context).map([](const auto&) {});
  AUTOPILOT_TRY(store, ModelStore::Open(context.paths, context.runner, context.console));
  return store.Find(named.model).map([](const auto&) {});
}

Status CheckPrice(const ProviderConfig& config, const ProviderContext& context) {
  const ProviderConfig named = Named(config);
  if (IsReplay(named) || named.name == "local" || named.name == "reference") return {};
  AUTOPILOT_TRY(service, FindService(named, context));
  AUTOPILOT_CHECK(PriceOf(service.name, named.model.empty() ? service.model : named.model, named, context));
  return {};
}

}  // namespace autopilot
