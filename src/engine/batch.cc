#include "engine/batch.h"

#include <fmt/format.h>

#include <atomic>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "core/interrupt.h"

namespace autopilot {
namespace {

using nlohmann::json;

Result<BatchCase> ReadCase(const json& object, const std::string& where, int line) {
  const auto text_of = [&](const char* key) {
    return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
  };
  if (!object.is_object() || !object.contains("id") || !object.contains("text")) {
    return Fail(BadInput("a case is a JSON object with id and text", "see docs/formats/batch.md").At(where, line));
  }
  BatchCase result;
  result.candidate.id = text_of("id");
  result.candidate.text = text_of("text");
  if (object.contains("as")) result.candidate.as = text_of("as");
  if (object.contains("stage")) result.stage = text_of("stage");
  result.profile = text_of("profile");
  result.candidate.finish_reason = text_of("finish_reason");
  result.candidate.prompt_tokens = object.contains("prompt_tokens") && object["prompt_tokens"].is_number_integer()
                                       ? object["prompt_tokens"].get<int>()
                                       : 0;
  result.candidate.context_window = object.contains("context_window") && object["context_window"].is_number_integer()
                                        ? object["context_window"].get<int>()
                                        : 0;
  if (result.stage != "sg" || (result.candidate.as != "sketch" && result.candidate.as != "reply")) {
    return Fail(
        BadInput("this version judges sketches and replies of stage sg", "leave other cases out").At(where, line));
  }
  return result;
}

VerifyResult Broken(const BatchCase& item, const Error& error) {
  VerifyResult result;
  result.id = item.candidate.id;
  result.text = item.candidate.text;
  result.verdict.verdict = VerdictKind::kInfrastructure;
  result.verdict.root_cause = "tool_missing";
  result.verdict.paper_category = "none";
  Finding finding;
  finding.rule = "infrastructure";
  finding.root_cause = "tool_missing";
  finding.message = error.ToString();
  result.verdict.findings.push_back(std::move(finding));
  return result;
}

/// Results come in any order and leave in the order of the cases, until one cannot leave.
class InOrder {
 public:
  InOrder(std::size_t count, const std::function<Status(const VerifyResult&)>& done) : results_(count), done_(done) {}

  void Put(std::size_t index, VerifyResult result) {
    const std::lock_guard lock(mutex_);
    results_[index] = std::move(result);
    for (; status_ && next_ < results_.size() && results_[next_]; ++next_) {
      status_ = done_(*results_[next_]);
      results_[next_] = VerifyResult();
    }
  }

  bool ended() {
    const std::lock_guard lock(mutex_);
    return !status_;
  }
  const Status& status() const { return status_; }

 private:
  std::mutex mutex_;
  std::vector<std::optional<VerifyResult>> results_;
  std::size_t next_ = 0;
  Status status_;
  const std::function<Status(const VerifyResult&)>& done_;
};

}  // namespace

Result<std::vector<BatchCase>> ReadCases(std::string_view text, const std::string& where) {
  std::vector<BatchCase> cases;
  int line = 0;
  while (!text.empty()) {
    ++line;
    const auto end = text.find('\n');
    const std::string_view row = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (row.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const json object = json::parse(row, nullptr, false);
    if (object.is_discarded())
      return Fail(BadInput("this line is no JSON", "write one JSON object a line").At(where, line));
    AUTOPILOT_TRY(one, ReadCase(object, where, line));
    cases.push_back(std::move(one));
  }
  return cases;
}

Status JudgeBatch(const std::vector<BatchCase>& cases, const std::filesystem::path& application,
                  const VerifyOptions& options, int jobs, Workshop& workshop,
                  const std::function<Status(const VerifyResult&)>& done) {
  const auto library_of = [&](const BatchCase& item) { return item.profile.empty() ? options.library : item.profile; };
  std::map<std::string, std::unique_ptr<Verifier>> verifiers;
  for (const BatchCase& item : cases) {
    const std::string library = library_of(item);
    if (verifiers.contains(library)) continue;
    VerifyOptions own = options;
    own.library = library;
    AUTOPILOT_TRY(made, Verifier::Create(application, nullptr, own, workshop));
    verifiers[library] = std::move(made);
  }
  InOrder output(cases.size(), done);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t index = next++; index < cases.size() && !Interrupted() && !output.ended(); index = next++) {
      const BatchCase& item = cases[index];
      auto judged = verifiers.at(library_of(item))->Judge(item.candidate);
      if (Interrupted()) return;
      output.Put(index, judged ? std::move(*judged) : Broken(item, judged.error()));
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < jobs; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  if (Interrupted()) return Fail({ErrorKind::kInterrupted, "interrupted", "", "", 0});
  return output.status();
}

std::string VerdictLine(const VerifyResult& result, bool with_text) {
  json object = result.verdict;
  object["id"] = result.id;
  if (result.cached) object["cached"] = true;
  if (with_text) object["text"] = result.text;
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace autopilot
