#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "core/files.h"
#include "engine/batch.h"
#include "engine/verify.h"
#include "report/text_verdict.h"

namespace autopilot {
namespace {

struct VerifyRequest {
  std::filesystem::path application;
  std::filesystem::path file;
  std::filesystem::path batch;
  std::string stage = "sg";
  std::string as = "sketch";
  std::string profile;
  std::string format = "text";
  int jobs = 1;
  bool with_text = false;
};

Result<int> VerifyOne(Session& session, const VerifyRequest& request) {
  AUTOPILOT_TRY(text, ReadFile(request.file));
  AUTOPILOT_TRY(workshop, session.Open());
  AUTOPILOT_TRY(verifier, Verifier::Create(request.application, request.profile, *workshop));
  VerifyCase candidate;
  candidate.id = request.file.filename().string();
  candidate.as = request.as;
  candidate.text = text;
  AUTOPILOT_TRY(result, verifier->Judge(candidate));
  if (session.json || request.format == "json") {
    std::printf("%s\n", VerdictLine(result, request.with_text).c_str());
  } else {
    std::fputs(VerdictText(result.verdict, result.text, candidate.id, {isatty(STDOUT_FILENO) == 1, 100}).c_str(),
               stdout);
  }
  return ExitCodeFor(result.verdict.verdict);
}

Result<int> VerifyMany(Session& session, const VerifyRequest& request) {
  AUTOPILOT_TRY(text, ReadFile(request.batch));
  AUTOPILOT_TRY(cases, ReadCases(text, request.batch.string()));
  AUTOPILOT_TRY(workshop, session.Open());
  AUTOPILOT_CHECK(
      JudgeBatch(cases, request.application, request.profile, request.jobs, *workshop, [&](const VerifyResult& result) {
        std::printf("%s\n", VerdictLine(result, request.with_text).c_str());
        std::fflush(stdout);
      }));
  return 0;
}

Status CheckRequest(const VerifyRequest& request) {
  if (request.file.empty() == request.batch.empty()) {
    return Fail(BadInput("give either a file or --batch CASES.jsonl", "autopilot verify app.toml sketch.ino"));
  }
  if (request.stage != "sg") {
    return Fail(
        BadInput("this version verifies sketches (--stage sg) only", "run the stages dp and mc with autopilot run"));
  }
  return {};
}

}  // namespace

void AddVerify(CLI::App& app, Session& session, Chosen& chosen) {
  auto request = std::make_shared<VerifyRequest>();
  CLI::App* verify = app.add_subcommand("verify", "Judge a sketch that anybody wrote");
  verify->add_option("application", request->application, "The app.toml")->required();
  verify->add_option("file", request->file, "The sketch or reply");
  verify->add_option("--batch", request->batch, "Many cases, one JSON object a line");
  verify->add_option("--jobs", request->jobs, "Cases judged at once")->check(CLI::Range(1, 64));
  verify->add_option("--stage", request->stage, "What the candidate is for")->check(CLI::IsMember({"sg", "dp", "mc"}));
  verify->add_option("--as", request->as, "What the file holds")->check(CLI::IsMember({"sketch", "reply"}));
  verify->add_option("--profile", request->profile, "Library generation to judge against");
  verify->add_option("--format", request->format, "How the verdict is shown")->check(CLI::IsMember({"text", "json"}));
  verify->add_flag("--json", session.json, "The same as --format json");
  verify->add_flag("--with-text", request->with_text, "Put the candidate as judged into the JSON");
  verify->callback([&session, &chosen, request] {
    chosen = [&session, request]() -> Result<int> {
      AUTOPILOT_CHECK(CheckRequest(*request));
      return request->batch.empty() ? VerifyOne(session, *request) : VerifyMany(session, *request);
    };
  });
}

}  // namespace autopilot
