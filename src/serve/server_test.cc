#include "serve/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <future>
#include <thread>

#include "core/descriptor.h"
#include "core/files.h"
#include "report/sample_run_for_test.h"

namespace autopilot {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kToken = "correct-horse-battery";

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::make_unique<TemporaryFolder>(std::move(*TemporaryFolder::Create("server-test")));
    ApiSources sources;
    sources.journal = folder_->path() / "journal.sqlite";
    sources.tables = [this](const std::string& name) -> Result<json> {
      ++made_;
      const auto making = making_;
      making();
      return json{{"experiment", name}};
    };
    sources.page = [](const std::string& name) -> Result<std::string> { return "<p>" + name; };
    journal_ = std::move(*Journal::Open(sources.journal, clock_));
    WriteSampleRun(*journal_, "r1", false);
    EXPECT_TRUE(journal_->PutExperiment({"study", "", ""}));
    InstallPaths paths;
    paths.home = AUTOPILOT_SOURCE_DIR;
    paths.cache = folder_->path();
    auto api = Api::Create(std::move(sources), paths, clock_);
    ASSERT_TRUE(api) << api.error().ToString();
    api_ = std::move(*api);
  }
  void Start(const std::string& token = "") {
    auto server = Server::Start({"127.0.0.1", 0}, token, *api_);
    ASSERT_TRUE(server) << server.error().ToString();
    server_ = std::move(*server);
    client_ = std::make_unique<httplib::Client>("127.0.0.1", server_->port());
  }
  int StatusOf(const std::string& path, const httplib::Headers& headers = {}) {
    const auto answer = client_->Get(path, headers);
    return answer ? answer->status : -1;
  }

  FixedClock clock_;
  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Api> api_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<httplib::Client> client_;
  std::atomic<int> made_ = 0;
  std::function<void()> making_ = [] {};
};

TEST_F(ServerTest, AnswersWithThePageAndWithData) {
  Start();
  const auto page = client_->Get("/");
  ASSERT_TRUE(page);
  EXPECT_THAT(page->body, HasSubstr("<title>autopilot</title>"));
  EXPECT_THAT(page->get_header_value("Content-Security-Policy"), HasSubstr("script-src 'self';"));
  EXPECT_EQ(page->get_header_value("X-Content-Type-Options"), "nosniff");
  const json run = json::parse(client_->Get("/api/runs/r1")->body);
  EXPECT_EQ(run["verdict"], "reject");
  EXPECT_EQ(run["stages"][1]["chart"]["samples"].size(), 90u);
  const json attempts = json::parse(client_->Get("/api/attempts?run=r1&order=oldest&limit=3")->body);
  EXPECT_EQ(attempts["attempts"].size(), 3u);
  const json second = json::parse(client_->Get("/api/attempts/3")->body);
  EXPECT_EQ(second["diff_to"], 1);
  EXPECT_THAT(second["diff"].get<std::string>(), HasSubstr("+void features() {}"));
  const auto hostile = client_->Get("/api/attempts/2");
  EXPECT_EQ(hostile->get_header_value("Content-Type"), "application/json");
  EXPECT_THAT(json::parse(hostile->body)["reply"].get<std::string>(), HasSubstr("<script>alert(1)</script>"));
}

TEST_F(ServerTest, BodiesAreSentAsTheyAre) {
  Start();
  const auto script = client_->Get("/serve.js", {{"Accept-Encoding", "gzip, deflate, br"}});
  ASSERT_TRUE(script);
  EXPECT_EQ(script->get_header_value("Content-Encoding"), "") << "packing takes longer than sending";
  EXPECT_EQ(script->body, *ReadFile(std::filesystem::path(AUTOPILOT_SOURCE_DIR) / "report" / "serve" / "serve.js"));
}

TEST_F(ServerTest, AReportIsKeptApart) {
  Start();
  const auto report = client_->Get("/runs/r1/report.html");
  ASSERT_TRUE(report);
  EXPECT_THAT(report->get_header_value("Content-Security-Policy"), HasSubstr("sandbox allow-scripts"));
  EXPECT_THAT(report->body, testing::Not(HasSubstr("<script>alert(")));
  EXPECT_EQ(StatusOf("/experiments/study/report.html"), 200);
}

TEST_F(ServerTest, SaysWhatItDoesNotHave) {
  Start();
  for (const char* path :
       {"/api/runs/r", "/api/runs/last", "/api/attempts/9999", "/api/attempts/1x", "/api/none", "/none.js",
        "/runs/none/report.html", "/api/experiments/none", "/..%2f..%2fetc%2fpasswd", "/style.css/../../README.md"}) {
    EXPECT_EQ(StatusOf(path), 404) << path;
  }
  for (const char* path : {"/api/attempts?limit=x",
                           "/api/attempts?limit=501",
                           "/api/attempts?limit=0",
                           "/api/runs?limit=0",
                           "/api/attempts?after=-1",
                           "/api/attempts?order=x",
                           "/api/attempts?verdict=unfinished",
                           "/api/attempts?stage=x",
                           "/api/attempts?verdict=pass&verdict=reject",
                           "/api/runs?verdict=open",
                           "/api/runs?modle=x",
                           "/api/runs?after=x",
                           "/api/runs?after=x|1x",
                           "/api/runs/r1?x=1",
                           "/api/attempts/3?x=1",
                           "/api/experiments?x=1",
                           "/api/experiments/study?x=1",
                           "/api/counts?x=1",
                           "/api/facets?x=1",
                           "/api/under-way?x=1",
                           "/api/changes?x=1",
                           "/runs/r1/report.html?x=1"}) {
    EXPECT_EQ(StatusOf(path), 400) << path;
  }
  EXPECT_THAT(client_->Get("/api/runs?modle=x")->body, HasSubstr("model"));
  EXPECT_THAT(client_->Get("/api/runs?limit=0")->body, HasSubstr("from 1 to 500"));
  EXPECT_THAT(client_->Get("/api/runs?verdict=rejct")->body, HasSubstr("did you mean \\\"reject\\\""));
  for (const char* path : {"/api/attempts?limit=1&order=newest&verdict=open&stage=dp", "/api/runs?verdict=unfinished",
                           "/api/runs?verdict=", "/api/runs?limit=1"}) {
    EXPECT_EQ(StatusOf(path), 200) << path;
  }
}

TEST_F(ServerTest, AJournalThatIsNotThereYetIsWaitedForAndNotMade) {
  ApiSources sources;
  sources.journal = folder_->path() / "later.sqlite";
  InstallPaths paths;
  paths.home = AUTOPILOT_SOURCE_DIR;
  paths.cache = folder_->path();
  const std::filesystem::path file = sources.journal;
  auto waiting = Api::Create(std::move(sources), paths, clock_);
  ASSERT_TRUE(waiting) << waiting.error().ToString();
  Api& api = **waiting;
  EXPECT_EQ(api.Get("/", {}).status, 200);
  EXPECT_EQ(api.Get("/api/runs", {}).status, 503);
  EXPECT_EQ(json::parse(api.Get("/api/changes", {}).body)["version"], 0);
  EXPECT_FALSE(std::filesystem::exists(file));
  auto journal = std::move(*Journal::Open(file, clock_));
  WriteSampleRun(*journal, "first", true);
  EXPECT_GT(json::parse(api.Get("/api/changes", {}).body)["version"], 0) << "a page that waits looks again";
  EXPECT_EQ(json::parse(api.Get("/api/runs", {}).body)["runs"][0]["id"], "first");
}

TEST_F(ServerTest, WhileATableIsMadeEverythingElseIsAnswered) {
  ASSERT_TRUE(journal_->PutExperiment({"other", "", ""}));
  std::promise<void> begun;
  std::promise<void> go_on;
  making_ = [&] {
    begun.set_value();
    go_on.get_future().wait();
  };
  std::thread slow([&] { EXPECT_EQ(api_->Get("/api/experiments/study", {}).status, 200); });
  begun.get_future().wait();
  making_ = [] {};
  // Each of these would wait for ever.
  EXPECT_EQ(api_->Get("/api/counts", {}).status, 200);
  EXPECT_EQ(api_->Get("/api/facets", {}).status, 200);
  EXPECT_EQ(api_->Get("/api/experiments/other", {}).status, 200);
  EXPECT_EQ(api_->Get("/experiments/study/report.html", {}).status, 200);
  go_on.set_value();
  slow.join();
}

TEST_F(ServerTest, TablesAreMadeAnewOnlyWhenTheJournalHasChanged) {
  Start();
  EXPECT_EQ(StatusOf("/api/experiments/study"), 200);
  EXPECT_EQ(StatusOf("/api/experiments/study"), 200);
  EXPECT_EQ(made_, 1);
}

TEST_F(ServerTest, ChangesOfTheJournalAreNoticed) {
  Start();
  const auto version = [&] { return json::parse(client_->Get("/api/changes")->body)["version"].get<int>(); };
  const int before = version();
  EXPECT_EQ(version(), before);
  WriteSampleRun(*journal_, "r2", true);
  EXPECT_GT(version(), before);
}

TEST_F(ServerTest, AnotherJournalInItsPlaceIsNoticed) {
  const auto get = [&](const char* path) { return json::parse(api_->Get(path, {}).body); };
  const int before = get("/api/changes")["version"];
  const json counts = get("/api/counts");
  const std::filesystem::path file = folder_->path() / "journal.sqlite";
  const std::filesystem::path other = folder_->path() / "other.sqlite";
  {
    const auto journal = std::move(*Journal::Open(other, clock_));
    WriteSampleRun(*journal, "r8", true);
    WriteSampleRun(*journal, "r9", true);
  }
  journal_.reset();
  for (const char* more : {"-wal", "-shm"}) std::filesystem::remove(file.string() + more);
  std::filesystem::rename(other, file);
  EXPECT_GT(get("/api/changes")["version"], before);
  EXPECT_NE(get("/api/counts"), counts);
  EXPECT_EQ(api_->Get("/api/runs/r9", {}).status, 200);
  EXPECT_EQ(api_->Get("/runs/r9/report.html", {}).status, 200);
  EXPECT_EQ(api_->Get("/api/runs/r1", {}).status, 404);
  const int after = get("/api/changes")["version"];
  EXPECT_EQ(get("/api/changes")["version"], after);
}

TEST_F(ServerTest, ClientsThatSayHalfOfWhatTheyWantHoldUpNobody) {
  Start();
  std::vector<Descriptor> half_open;
  for (int i = 0; i < 64; ++i) {
    half_open.emplace_back(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(server_->port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::connect(half_open.back().get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    constexpr std::string_view kHalf = "GET / HTTP/1.1\r\nHost: localhost\r\n";
    ASSERT_EQ(::write(half_open.back().get(), kHalf.data(), kHalf.size()), static_cast<ssize_t>(kHalf.size()));
  }
  client_->set_read_timeout(std::chrono::seconds(5));
  EXPECT_EQ(StatusOf("/api/runs"), 200);
}

TEST_F(ServerTest, OnlyReadsToTheRightHostAreAnswered) {
  Start();
  EXPECT_EQ(StatusOf("/api/runs", {{"Host", "rebound.example.org"}}), 421);
  EXPECT_EQ(StatusOf("/", {{"Host", "rebound.example.org"}}), 421);
  EXPECT_EQ(StatusOf("/api/runs", {{"Host", "localhost:1"}}), 200);
  EXPECT_EQ(client_->Post("/api/runs", "{}", "application/json")->status, 405);
  EXPECT_EQ(client_->Delete("/api/runs/r1")->status, 405);
  EXPECT_EQ(client_->Post("/api/session", "", "text/plain")->status, 401) << "there is nothing to sign in to";
}

TEST_F(ServerTest, TheTokenIsAskedForAndOpensASession) {
  Start(kToken);
  EXPECT_EQ(StatusOf("/"), 200) << "the page itself holds no data";
  for (const char* path : {"/api/runs", "/api/changes", "/runs/r1/report.html", "/none"})
    EXPECT_EQ(StatusOf(path), 401) << path;
  EXPECT_EQ(StatusOf("/api/runs", {{"Authorization", std::string("Bearer ") + kToken}}), 200);
  EXPECT_EQ(StatusOf("/api/runs?token=correct-horse-battery"), 401) << "addresses end up in logs and histories";
  const httplib::Headers right = {{"Authorization", std::string("Bearer ") + kToken}};
  const auto session = client_->Post("/api/session", right, "", "text/plain");
  ASSERT_TRUE(session);
  EXPECT_EQ(session->status, 200);
  const std::string cookie = session->get_header_value("Set-Cookie");
  EXPECT_THAT(cookie, HasSubstr("HttpOnly; SameSite=Strict"));
  EXPECT_EQ(cookie.find(kToken), std::string::npos);
  EXPECT_EQ(StatusOf("/api/runs", {{"Cookie", cookie.substr(0, cookie.find(';'))}}), 200);
  httplib::Headers foreign = right;
  foreign.emplace("Origin", "http://example.org");
  EXPECT_EQ(client_->Post("/api/session", foreign, "", "text/plain")->status, 403);
}

TEST_F(ServerTest, OtherAddressesNeedAToken) {
  const auto open = Server::Start({"0.0.0.0", 0}, "", *api_);
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().kind, ErrorKind::kBadInput);
  EXPECT_THAT(open.error().cure, HasSubstr("--token"));
  const auto weak = Server::Start({"127.0.0.1", 0}, "short", *api_);
  ASSERT_FALSE(weak);
}

TEST_F(ServerTest, ATakenPortIsAnError) {
  Start();
  const auto second = Server::Start({"127.0.0.1", server_->port()}, "", *api_);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr(std::to_string(server_->port())));
}

}  // namespace
}  // namespace autopilot
