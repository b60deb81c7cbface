#include "llm/make_provider.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "llm/local_model.h"
#include "llm/model_store.h"
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
  options.context = files.context;
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
  return Fail(BadInput(
      fmt::format("there is no provider '{}'", config.name),
      fmt::format("take one of: {}; or give the base_url of any OpenAI-compatible server", fmt::join(known, ", "))));
}

Result<std::unique_ptr<Provider>> MakeRemote(const ProviderConfig& config, const ProviderContext& context) {
  AUTOPILOT_TRY(service, FindService(config, context));
  OpenAiOptions options;
  options.name = service.name;
  options.model = config.model.empty() ? service.model : config.model;
  options.base_url = config.base_url.empty() ? service.base_url : config.base_url;
  while (!options.base_url.empty() && options.base_url.back() == '/') options.base_url.pop_back();
  options.key_variable = config.key_variable.empty() ? service.key_variable : config.key_variable;
  options.context_window = config.context_window > 0 ? config.context_window : service.context_window;
  options.writes_functions = config.writes_functions.value_or(service.writes_functions);
  options.max_tokens_field = service.max_tokens_field;
  // Belongs to the service's own address.
  if (config.base_url.empty()) options.tokenize_url = service.tokenize_url;
  options.omit = service.Omit(options.model);

  if (options.base_url.find('@') != std::string::npos) {
    return Fail(BadInput("the provider's base URL holds a user name or password",
                         "put the key into an environment variable and name it as key_variable"));
  }
  if (options.model.empty()) {
    return Fail(BadInput(fmt::format("the provider '{}' needs to know which model", options.name),
                         "name it in [provider] model"));
  }
  if (!options.key_variable.empty()) {
    const char* key = std::getenv(options.key_variable.c_str());
    options.key = key ? key : "";
    if (options.key.empty()) {
      return Fail(
          BadInput(fmt::format("the provider '{}' needs a key, and {} is not set", options.name, options.key_variable),
                   fmt::format("export {}=...", options.key_variable)));
    }
    const bool printable =
        std::all_of(options.key.begin(), options.key.end(), [](char c) { return c > ' ' && c < 127; });
    if (!printable) return Fail(BadInput(fmt::format("the key in {} holds blanks or line ends", options.key_variable)));
  }

  AUTOPILOT_TRY(prices, PriceList::Load(context.paths.profiles() / "prices.toml"));
  if (const auto price = prices.Find(options.name, options.model)) {
    options.price = *price;
  } else {
    context.console.Warn(fmt::format("no price is known for {}/{} (profiles/prices.toml): its cost counts as 0",
                                     options.name, options.model));
  }
  return std::make_unique<OpenAiProvider>(std::move(options), MakeHttpClient(), context.clock, context.progress);
}

}  // namespace

Result<std::unique_ptr<Provider>> MakeProvider(const ProviderConfig& config, const ProviderContext& context) {
  // A base URL without a name is some server of the user's own.
  ProviderConfig named = config;
  if (named.name.empty()) named.name = config.base_url.empty() ? "local" : "custom";
  if (!named.replay_file.empty() || named.name == "replay") {
    if (named.replay_file.empty()) return Fail(BadInput("the provider 'replay' needs a recording", "--replay FILE"));
    return ReplayProvider::Load(named.replay_file);
  }
  if (named.name == "local") return MakeLocal(named, context);
  return MakeRemote(named, context);
}

}  // namespace autopilot
