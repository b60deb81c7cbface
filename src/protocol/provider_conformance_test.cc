/// Every wire format in every situation: how the call ends, and that it stands once in the journal.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/files.h"
#include "core/interrupt.h"
#include "llm/anthropic_provider.h"
#include "llm/ollama_provider.h"
#include "llm/openai_provider.h"
#include "protocol/dialogue.h"
#include "testing/fake_chat_server.h"
#include "testing/fake_clock.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kKey = "sk-very-secret-0123456789";

/// How one wire format says things.
struct Wire {
  std::string name;
  FakeChatAnswer (*stream)(const std::vector<std::string>&, int, const std::string&);
  std::string stop;
  std::string whole;         ///< An answer that is not streamed, saying "hello".
  std::string empty;         ///< A 2xx answer in which nobody answers.
  std::string broken_event;  ///< An event that is no JSON.
  std::string refused_key, refused_schema, too_long, busy;
};

const Wire kOpenAi = {
    "openai",
    &FakeChatAnswer::Stream,
    "stop",
    R"({"model":"m","choices":[{"message":{"content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":1}})",
    "data: {\"model\":\"m\",\"choices\":[]}\n\ndata: [DONE]\n\n",
    "data: {\"choices\":[{\"delta\":\n\n",
    R"({"error":{"message":"Incorrect API key provided: sk-very-secret-0123456789","code":"invalid_api_key"}})",
    R"({"error":{"message":"Invalid schema for response_format","type":"invalid_request_error"}})",
    R"({"error":{"message":"This model's maximum context length is 4096 tokens","code":"context_length_exceeded"}})",
    R"({"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}})"};

const Wire kAnthropic = {
    "anthropic",
    &FakeChatAnswer::AnthropicStream,
    "end_turn",
    R"({"type":"message","model":"m","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","usage":{"input_tokens":9,"output_tokens":1}})",
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"m\"}}\n\n"
    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\n\n",
    R"({"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key sk-very-secret-0123456789"}})",
    R"({"type":"error","error":{"type":"invalid_request_error","message":"tools.0.input_schema: JSON schema is invalid"}})",
    R"({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}})",
    R"({"type":"error","error":{"type":"rate_limit_error","message":"Number of requests has exceeded your limit"}})"};

const Wire kOllama = {
    "ollama",
    &FakeChatAnswer::OllamaStream,
    "stop",
    R"({"model":"m","message":{"role":"assistant","content":"hello"},"done":true,"done_reason":"stop","prompt_eval_count":9,"eval_count":1})",
    "{\"model\":\"m\",\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"load\"}\n",
    "{\"model\":\"m\",\"message\":{\n",
    R"({"error":"unauthorized: sk-very-secret-0123456789"})",
    R"({"error":"invalid JSON schema in format"})",
    R"({"error":"the input length exceeds the context length"})",
    R"({"error":"too many requests"})"};

struct Expected {
  std::optional<ErrorKind> error = {};
  std::string says = {};        ///< In the error.
  std::string finish = "stop";  ///< Without an error.
  std::string text = "hello";   ///< Without an error.
  std::size_t requests = 1;     ///< That the server got.
  double waited = 0;            ///< Seconds.
};

struct Situation {
  std::string name;
  std::vector<FakeChatAnswer> (*answers)(const Wire&);
  Expected expected;
  bool with_schema = false;
  std::chrono::milliseconds patience{10'000};
};

std::vector<FakeChatAnswer> Twice(const FakeChatAnswer& answer) { return {answer, answer}; }

FakeChatAnswer Hello(const Wire& wire) { return wire.stream({"hel", "lo"}, 60, wire.stop); }

FakeChatAnswer Without(FakeChatAnswer answer, bool cut) {
  answer.pieces.resize(answer.pieces.size() / 2);
  answer.cut = cut;
  return answer;
}

const std::vector<Situation>& Situations() {
  using Answers = std::vector<FakeChatAnswer>;
  static const std::vector<Situation> kAll = {
      {"plain", [](const Wire& wire) { return Answers{FakeChatAnswer::Body(200, wire.whole)}; }, {}},
      {"stream", [](const Wire& wire) { return Answers{Hello(wire)}; }, {}},
      {"schema",
       [](const Wire& wire) {
         return Answers{wire.stream({"{\"choice\":", "\"a\"}"}, 60, wire.stop)};
       },
       {.text = R"({"choice":"a"})"},
       true},
      {"refused_schema",
       [](const Wire& wire) {
         return Answers{FakeChatAnswer::Body(400, wire.refused_schema), Hello(wire)};
       },
       {.requests = 2},
       true},
      {"wrong_key",
       [](const Wire& wire) { return Answers{FakeChatAnswer::Body(401, wire.refused_key)}; },
       {.error = ErrorKind::kBadInput, .says = "refuses the key"}},
      {"busy",
       [](const Wire& wire) {
         FakeChatAnswer busy = FakeChatAnswer::Body(429, wire.busy);
         busy.headers["Retry-After"] = "7";
         return Answers{busy, Hello(wire)};
       },
       {.requests = 2, .waited = 7}},
      {"overloaded",
       [](const Wire& wire) {
         return Answers{FakeChatAnswer::Body(529, wire.busy), Hello(wire)};
       },
       {.requests = 2, .waited = 1}},
      {"server_error",
       [](const Wire&) { return Twice(FakeChatAnswer::Body(500, R"({"error":{"message":"oops"}})")); },
       {.error = ErrorKind::kInfrastructure, .says = "answers 500: oops (2 tries)", .requests = 2, .waited = 1}},
      {"timeout",
       [](const Wire& wire) {
         FakeChatAnswer silent = Without(Hello(wire), false);
         silent.hang = true;
         return Twice(silent);
       },
       {.error = ErrorKind::kInfrastructure, .says = "did not answer in time", .requests = 2, .waited = 1},
       false,
       std::chrono::milliseconds(150)},
      {"cut_connection",
       [](const Wire& wire) { return Twice(Without(Hello(wire), true)); },
       {.error = ErrorKind::kInfrastructure, .says = "failed", .requests = 2, .waited = 1}},
      {"cut_stream",
       [](const Wire& wire) { return Twice(Without(Hello(wire), false)); },
       {.error = ErrorKind::kInfrastructure, .says = "broke off", .requests = 2, .waited = 1}},
      {"malformed_json",
       [](const Wire& wire) {
         FakeChatAnswer answer = Hello(wire);
         answer.pieces.insert(answer.pieces.begin() + 1, wire.broken_event);
         return Twice(answer);
       },
       {.error = ErrorKind::kInfrastructure, .says = "no JSON", .requests = 2, .waited = 1}},
      {"error_in_stream",
       [](const Wire& wire) {
         FakeChatAnswer answer = Hello(wire);
         const std::string error = R"({"error":{"type":"overloaded_error","message":"Overloaded"}})";
         answer.pieces.resize(2);
         answer.pieces.push_back(wire.name == "ollama" ? error + "\n" : "data: " + error + "\n\n");
         return Answers{answer, Hello(wire)};
       },
       {.requests = 2, .waited = 1}},
      {"context_overflow",
       [](const Wire& wire) { return Answers{FakeChatAnswer::Body(400, wire.too_long)}; },
       {.error = ErrorKind::kInfrastructure, .says = "does not fit the context window"}},
      {"empty_choice",
       [](const Wire& wire) { return Twice(FakeChatAnswer::Body(200, wire.empty, "text/event-stream")); },
       {.error = ErrorKind::kInfrastructure, .says = "no choice", .requests = 2, .waited = 1}},
      {"empty_reply", [](const Wire& wire) { return Answers{wire.stream({}, 60, wire.stop)}; }, {.text = ""}},
      {"cut_reply",
       [](const Wire& wire) {
         return Answers{wire.stream({"hello"}, 60, wire.name == "anthropic" ? "max_tokens" : "length")};
       },
       {.finish = "length"}},
      {"runaway",
       [](const Wire& wire) {
         FakeChatAnswer endless = wire.stream(std::vector<std::string>(400, "again "), 60, wire.stop);
         endless.hang = true;  // It would never end by itself.
         return Answers{endless};
       },
       {.finish = "repetition", .text = "*"}},
  };
  return kAll;
}

class Conformance : public testing::TestWithParam<std::tuple<const Wire*, const Situation*>> {
 protected:
  void SetUp() override {
    SetInterrupted(false);
    ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("conformance"));
    folder_ = std::make_unique<TemporaryFolder>(std::move(folder));
    ASSERT_OK_AND_ASSIGN(journal, Journal::Open(folder_->path() / "journal.sqlite", clock_));
    journal_ = std::move(journal);
    RunRecord run;
    run.id = "r1";
    run.options = run.versions = "{}";
    ASSERT_OK(journal_->BeginRun(run));
  }

  std::unique_ptr<Provider> MakeProvider(const Wire& wire, std::chrono::milliseconds patience) {
    OpenAiOptions options;
    options.name = "fake";
    options.base_url = server_.url() + (wire.name == "ollama" ? "" : "/v1");
    options.model = "fake-model";
    options.key = kKey;
    options.key_variable = "FAKE_KEY";
    options.tries = 2;
    options.total_timeout = patience;
    auto http = MakeHttpClient();
    if (wire.name == "openai") return std::make_unique<OpenAiProvider>(options, std::move(http), clock_, nullptr);
    if (wire.name == "ollama") return std::make_unique<OllamaProvider>(options, std::move(http), clock_, nullptr);
    return std::make_unique<AnthropicProvider>(options, std::move(http), clock_, nullptr);
  }

  std::string Printed() {
    std::rewind(sink_.get());
    std::string text(1 << 16, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), sink_.get()));
    return text;
  }

  FakeClock clock_;
  FakeChatServer server_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> sink_{std::tmpfile(), &std::fclose};
  Console console_{sink_.get()};
  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<Journal> journal_;
};

/// The schema of a request, wherever its format puts it.
json SchemaIn(const json& body) {
  if (body.contains("response_format")) return body["response_format"]["json_schema"]["schema"];
  if (body.contains("tools")) return body["tools"][0]["input_schema"];
  return body.value("format", json());
}

TEST_P(Conformance, EndsAsItShouldAndStandsOnceInTheJournal) {
  const auto& [wire, situation] = GetParam();
  const Expected& expected = situation->expected;
  for (const FakeChatAnswer& answer : situation->answers(*wire)) server_.Add(answer);
  const auto provider = MakeProvider(*wire, situation->patience);
  Budget budget({}, clock_);
  Dialogue dialogue("r1", *provider, *journal_, budget, console_, {});
  ChatRequest request;
  request.key = {"sg", "features", 1};
  request.messages = {{"system", "You write C++."}, {"user", "Write f."}};
  if (situation->with_schema) request.json_schema = R"({"type":"object"})";
  const auto answer = dialogue.Ask(request);

  ASSERT_EQ(!answer, expected.error.has_value()) << (answer ? answer->reply.text : answer.error().ToString());
  ASSERT_OK_AND_ASSIGN(attempts, journal_->Attempts("r1"));
  ASSERT_EQ(attempts.size(), 1u);
  const AttemptRecord& row = attempts[0];
  if (answer) {
    EXPECT_EQ(answer->reply.finish_reason, expected.finish);
    if (expected.text != "*") {
      EXPECT_EQ(answer->reply.text, expected.text);
    }
    EXPECT_FALSE(answer->reply.prompt_truncated);
    EXPECT_TRUE(row.answered);
    EXPECT_EQ(row.reply.text, answer->reply.text);
    EXPECT_EQ(row.reply.finish_reason, expected.finish);
    EXPECT_GT(row.reply.prompt_tokens, 0);
  } else {
    EXPECT_EQ(answer.error().kind, *expected.error) << answer.error().ToString();
    EXPECT_THAT(answer.error().message, HasSubstr(expected.says));
    EXPECT_FALSE(row.answered);
    EXPECT_EQ(row.verdict.verdict, VerdictKind::kInfrastructure);
    EXPECT_EQ(row.verdict.root_cause, "provider_error");
    EXPECT_THAT(answer.error().ToString(), Not(HasSubstr(kKey)));
    ASSERT_FALSE(row.verdict.findings.empty());
    EXPECT_THAT(row.verdict.findings[0].message, Not(HasSubstr(kKey)));
  }
  EXPECT_THAT(Printed(), Not(HasSubstr(kKey)));
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), expected.requests);
  EXPECT_NEAR(clock_.Seconds(), expected.waited, 1e-6);
  // The key goes where the format wants it, and nowhere else.
  EXPECT_EQ(wire->name == "anthropic" ? requests[0].api_key : requests[0].authorization,
            (wire->name == "anthropic" ? "" : "Bearer ") + std::string(kKey));
  EXPECT_THAT(requests[0].body, Not(HasSubstr(kKey)));
  const json wanted = situation->with_schema ? json{{"type", "object"}} : json();
  EXPECT_EQ(SchemaIn(json::parse(requests.front().body)), wanted);
  if (situation->name == "refused_schema") {
    EXPECT_EQ(SchemaIn(json::parse(requests.back().body)), json());
  }
}

std::vector<const Situation*> AllSituations() {
  std::vector<const Situation*> all;
  for (const Situation& situation : Situations()) all.push_back(&situation);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Wires, Conformance,
                         testing::Combine(testing::Values(&kOpenAi, &kAnthropic, &kOllama),
                                          testing::ValuesIn(AllSituations())),
                         [](const auto& test) {
                           return std::get<0>(test.param)->name + "_" + std::get<1>(test.param)->name;
                         });

}  // namespace
}  // namespace autopilot
