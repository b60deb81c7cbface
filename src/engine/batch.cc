#include "engine/batch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/interrupt.h"
#include "engine/in_order.h"
#include "engine/script_bench.h"
#include "engine/verifiers.h"
#include "script/script_reply.h"

namespace autopilot {
namespace {

using nlohmann::json;

/// What only scripts have: operation, outputs, run and step.
Status ReadScriptFields(const json& object, const std::string& where, int line, BatchCase& result) {
  const auto bad = [&](const std::string& what, const std::string& cure) {
    return Fail(BadInput(what, cure).At(where, line));
  };
  VerifyCase& candidate = result.candidate;
  if (const auto found = object.find("operation"); found != object.end() && !found->is_null()) {
    candidate.operation = found->is_string() ? found->get<std::string>() : found->dump();
    if (!candidate.operation.empty() && !KnownOperations().contains(candidate.operation)) {
      return bad(fmt::format("there is no operation \"{}\"", candidate.operation),
                 fmt::format("use one of {}, or leave it out", fmt::join(KnownOperations(), ", ")));
    }
  }
  if (const auto found = object.find("outputs"); found != object.end() && !found->is_null()) {
    if (!found->is_array()) return bad("outputs is no list", "write [\"out.csv\"]");
    for (const json& name : *found) {
      if (!name.is_string()) return bad("outputs holds something that is no file name", "write [\"out.csv\"]");
      candidate.outputs.push_back(name.get<std::string>());
    }
    if (Status checked = CheckOutputs(candidate.outputs); !checked) {
      result.bad_input = std::move(checked).error();
      result.bad_input->file = where;
      result.bad_input->line = line;
    }
  }
  if (const auto found = object.find("run"); found != object.end() && !found->is_null()) {
    candidate.run = found->is_string() ? found->get<std::string>() : found->dump();
  }
  if (const auto found = object.find("step"); found != object.end() && !found->is_null()) {
    if (!found->is_number()) return bad("step is no number", "number the cases of a run");
    result.step = found->get<double>();
  }
  return {};
}

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
  if (object.contains("stage")) result.candidate.stage = text_of("stage");
  result.profile = text_of("profile");
  result.candidate.finish_reason = text_of("finish_reason");
  result.candidate.prompt_tokens = object.contains("prompt_tokens") && object["prompt_tokens"].is_number_integer()
                                       ? object["prompt_tokens"].get<int>()
                                       : 0;
  result.candidate.context_window = object.contains("context_window") && object["context_window"].is_number_integer()
                                        ? object["context_window"].get<int>()
                                        : 0;
  const std::string& stage = result.candidate.stage;
  const std::string& as = result.candidate.as;
  const bool sketch = stage == "sg";
  if (!sketch && stage != "dp" && stage != "mc") {
    return Fail(BadInput(fmt::format("there is no stage \"{}\"", stage), "use sg, dp or mc").At(where, line));
  }
  if (!sketch && !object.contains("as")) result.candidate.as = "script";
  if (as != "reply" && as != (sketch ? "sketch" : "script")) {
    return Fail(BadInput(fmt::format("a candidate of stage {} cannot be a \"{}\"", stage, as),
                         sketch ? "use sketch or reply" : "use script or reply")
                    .At(where, line));
  }
  if (!sketch) AUTOPILOT_CHECK(ReadScriptFields(object, where, line, result));
  return result;
}

}  // namespace

VerifyResult BrokenCase(const VerifyCase& candidate, const Error& error) {
  VerifyResult result;
  result.id = candidate.id;
  result.text = candidate.text;
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

VerifyResult BadCase(const VerifyCase& candidate, const Error& error) {
  VerifyResult result;
  result.id = candidate.id;
  result.text = candidate.text;
  result.verdict.verdict = VerdictKind::kInconclusive;
  result.verdict.gate = "contract";
  result.verdict.gates.push_back({"contract", VerdictKind::kInconclusive, 0});
  Finding finding;
  finding.rule = "contract/input";
  finding.message = error.message;
  finding.next = error.cure;
  finding.file = error.file;
  finding.line = error.line;
  result.verdict.findings.push_back(std::move(finding));
  return result;
}

std::vector<Error> BadInputs(const std::vector<BatchCase>& cases) {
  std::vector<Error> errors;
  for (const BatchCase& one : cases) {
    if (one.bad_input) errors.push_back(*one.bad_input);
  }
  return errors;
}

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
  if (cases.empty()) {
    return Fail(BadInput("the batch holds no case: nothing was judged", "write one JSON object a line").At(where));
  }
  return cases;
}

Status JudgeBatch(const std::vector<BatchCase>& cases, const std::filesystem::path& application,
                  const VerifyOptions& options, int jobs, Workshop& workshop,
                  const std::function<Status(const VerifyResult&)>& done) {
  AUTOPILOT_TRY(verifiers, Verifiers::For(cases, application, options, workshop));
  InOrder<VerifyResult> output(cases.size(), done);
  const std::vector<std::vector<std::size_t>> units = RunsOf(cases);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    ScriptBench bench(workshop, verifiers);
    for (std::size_t unit = next++; unit < units.size() && !Interrupted() && !output.ended(); unit = next++) {
      bench.Clear();
      for (const std::size_t index : units[unit]) {
        const BatchCase& item = cases[index];
        if (item.bad_input) {
          output.Put(index, BadCase(item.candidate, *item.bad_input));
          continue;
        }
        auto judged = item.candidate.stage == "sg" ? verifiers.Sketches(item).Judge(item.candidate) : bench.Judge(item);
        if (Interrupted()) return;
        output.Put(index, judged ? std::move(*judged) : BrokenCase(item.candidate, judged.error()));
      }
    }
  };
  AUTOPILOT_CHECK(OnThreads(jobs, work));
  return output.status();
}

std::string VerdictLine(const VerifyResult& result, bool with_text) {
  json object = result.verdict;
  object["id"] = result.id;
  if (result.cached) object["cached"] = true;
  if (!result.script.empty()) object["script"] = json::parse(result.script, nullptr, false);
  if (with_text) object["text"] = result.text;
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace autopilot
