#pragma once

// A run as a real one would leave it: failures, a repair, long prompts, hostile replies.

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "core/clock.h"
#include "journal/journal.h"
#include "journal/stage_detail.h"

namespace autopilot {

class FixedClock : public Clock {
 public:
  double Seconds() const override { return 0; }
  std::string Timestamp() const override { return "2025-01-31T12:00:00Z"; }
  void Sleep(std::chrono::milliseconds) override {}
};

inline constexpr const char* kHostileReply =
    "Sure! Here is the page you wanted: <html><script>alert(1)</script></html>\n"
    "</script><script>alert(2)</script> & \"quotes\" {{name}} {{{style_css}}}\n"
    "```cpp\nvoid features(int r, int g, int b, float* out) {\n  out[0] = r / 255.0f;\n  out[1] = g / 255.0f;\n"
    "  out[2] = b / 255.0f;\n}\n```\n";

inline constexpr const char* kSampleSketch =
    "#include <Arduino_APDS9960.h>\n#include <TensorFlowLite.h>\n#include \"model.h\"\n\nvoid setup() {\n"
    "  Serial.begin(9600);\n  APDS.begin();\n}\n\nvoid loop() {\n  int r, g, b;\n  if (!APDS.colorAvailable()) "
    "return;\n"
    "  APDS.readColor(r, g, b);\n\tinput->data.f[0] = r / 255.0f;\n  input->data.f[1] = g / 255.0f;\n"
    "  input->data.f[2] = b / 255.0f;\n  interpreter->Invoke();\n  Serial.println(\"<b>class</b>\");\n}\n";

inline Finding ScalingFinding() {
  Finding finding;
  finding.rule = "semantics/input-tensor";
  finding.root_cause = "input_scaling";
  finding.paper_category = "Data Preprocessing Error";
  finding.message = "the input tensor's values are not those the model was trained on";
  finding.file = "fruit.ino";
  finding.line = 14;
  finding.column = 22;
  finding.evidence =
      "0 % of 90 inferences have the right input\nat 0.412 s: readColor -> r=120 g=80 b=60\n"
      "at 0.412 s: Invoke <tensor> 0.4706 0.3137 0.2353";
  finding.counterexample = {"r=120 g=80 b=60", "[0.4615, 0.3077, 0.2308]", "[0.4706, 0.3137, 0.2353]"};
  finding.next = "divide each channel by the sum of the three: Red = r/(r+g+b), Green = g/(r+g+b), Blue = b/(r+g+b)";
  return finding;
}

inline Verdict SampleRejection() {
  Verdict verdict;
  verdict.verdict = VerdictKind::kReject;
  verdict.gate = "semantics";
  verdict.builds = 1;
  verdict.root_cause = "input_scaling";
  verdict.paper_category = "Data Preprocessing Error";
  Finding note;
  note.rule = "lint/monitor";
  note.severity = Severity::kNote;
  note.message = "the sketch waits for a serial monitor";
  Finding behind;
  behind.rule = "behaviour/arena";
  behind.severity = Severity::kWarning;
  behind.root_cause = "arena_small";
  behind.message = "the arena is inside the error band of its estimate";
  behind.behind = true;
  verdict.findings = {note, ScalingFinding(), behind};
  verdict.gates = {{"reply", VerdictKind::kPass, 0.21},
                   {"lint", VerdictKind::kPass, 1.4},
                   {"build", VerdictKind::kPass, 81.2},
                   {"behaviour", VerdictKind::kPass, 24.9},
                   {"semantics", VerdictKind::kReject, 3.1}};
  verdict.metrics.accuracy = 0.71;
  verdict.metrics.inferences = 90;
  verdict.metrics.arena_used = 1132;
  verdict.metrics.arena_declared = 2000;
  return verdict;
}

inline Verdict SamplePass() {
  Verdict verdict = SampleRejection();
  verdict.verdict = VerdictKind::kPass;
  verdict.gate = verdict.root_cause = verdict.paper_category = "";
  verdict.findings.clear();
  for (GateRecord& gate : verdict.gates) gate.verdict = VerdictKind::kPass;
  verdict.metrics.accuracy = 1;
  return verdict;
}

/// 30 objects of three classes at three brightness levels; `divisor` 0 means right scaling.
inline ChartData SampleChart(double divisor) {
  ChartData chart;
  chart.labels = {"Apple", "Banana", "Orange"};
  chart.features = {"Red", "Green", "Blue"};
  const double means[3][3] = {{.562, .237, .200}, {.424, .377, .198}, {.596, .275, .129}};
  unsigned state = 7;
  const auto noise = [&state] {
    state = state * 1664525u + 1013904223u;
    return (static_cast<double>(state >> 8) / (1u << 24) - 0.5) * 0.06;
  };
  for (const double brightness : {60.0, 300.0, 1500.0}) {
    for (int row = 0; row < 30; ++row) {
      ChartSample sample;
      sample.truth = row % 3;
      sample.reported = sample.truth;
      sample.brightness = brightness;
      sample.seconds = 0.1 * row;
      for (int feature = 0; feature < 3; ++feature) {
        const double value = means[row % 3][feature] + noise();
        sample.expected.push_back(value);
        sample.tensor.push_back(divisor > 0 ? value * brightness / divisor : value + noise() * 0.05);
      }
      if (divisor > 0 && brightness > 1000) sample.reported = row % 5 == 0 ? -1 : 2;
      if (divisor > 0 && brightness < 100) sample.reported = 0;
      chart.samples.push_back(std::move(sample));
    }
  }
  return chart;
}

inline const char* SampleContract() {
  return R"json({"application":{"description":"Reads the colour sensor & says which fruit it sees.","name":"fruit"},
"check":{"accuracy_loss":0.02,"input_tolerance":0.02},
"data":{"files":["/apps/fruit/data/fruit_data.csv"],"rows":256,"label":"Fruit","all_columns":["Red","Green","Blue","Fruit"],
"columns":[{"name":"Red","type":"number","minimum":0.38,"maximum":0.66,"mean":0.527,"deviation":0.08,"missing":0},
{"name":"Green","type":"number","minimum":0.19,"maximum":0.42,"mean":0.296,"deviation":0.06,"missing":0},
{"name":"Blue","type":"number","minimum":0.09,"maximum":0.25,"mean":0.175,"deviation":0.04,"missing":0}],
"classes":[{"name":"Apple","rows":87,"mean":[0.562,0.237,0.2]},{"name":"Banana","rows":87,"mean":[0.424,0.377,0.198]},
{"name":"Orange","rows":82,"mean":[0.596,0.275,0.129]}],"rows_sum_to_one":true,"duplicate_rows":3},
"model":{"symbol":"model","labels":["Apple","Banana","Orange"],"io":"float32","arena_need":1132,
"keras":{"file":"/apps/fruit/model.keras","sha256":"ab","input_shape":[3],"output_shape":[3],"last_activation":"softmax","accuracy":0.996,"parameters":67},
"tflite":{"sha256":"cd","bytes":2360,"input":{"name":"in","type":"float32","shape":[1,3]},"output":{"name":"out","type":"float32","shape":[1,3]},
"operators":[{"name":"FULLY_CONNECTED","input_types":["float32"],"output_types":["float32"],"per_channel_weights":false},
{"name":"SOFTMAX","input_types":["float32"],"output_types":["float32"],"per_channel_weights":false}],"tensors":8,"activation_bytes":96}},
"target":{"board":{"id":"nano33ble","title":"Arduino Nano 33 BLE Sense","fqbn":"arduino:mbed_nano:nano33ble","flash_bytes":983040,"ram_bytes":262144},
"library":{"id":"tflm-2.4.0-alpha","title":"Arduino_TensorFlowLite 2.4.0-ALPHA","marker_header":"TensorFlowLite.h","headers":["TensorFlowLite.h"]},
"installed":[],"sensor":{"id":"APDS9960","title":"APDS-9960 colour, proximity and gesture sensor","header":"Arduino_APDS9960.h","object":"APDS","bus":"onboard",
"channels":["r","g","b","c"],"channel_type":"int","full_scale":4097,"sample_seconds":0.014,"api":[]}},
"features":[{"feature":"Red","expression":"r/(r+g+b)"},{"feature":"Green","expression":"g/(r+g+b)"},{"feature":"Blue","expression":"b/(r+g+b)"}],
"notes":["3 rows are equal to an earlier one"]})json";
}

inline void AddAttempt(Journal& journal, const std::string& run, const AttemptKey& key, const ChatReply& reply,
                       const std::string& candidate, const Verdict* verdict) {
  AttemptRecord attempt;
  attempt.run = run;
  attempt.key = key;
  attempt.proposer = "local/qwen2.5-coder-1.5b";
  std::string user = "Write the function `" + key.step + "` for board <Nano 33 BLE Sense>.\n\nWorked examples:\n";
  for (int i = 0; i < 24; ++i) {
    user += "  r=" + std::to_string(100 + 7 * i) + " g=80 b=60  ->  Red=0.46 Green=0.31 Blue=0.23\n";
  }
  attempt.prompt = nlohmann::json({{{"role", "system"},
                                    {"text", "You write one C++ function. Answer with the whole function only."}},
                                   {{"role", "user"}, {"text", user}}})
                       .dump();
  attempt.parameters = R"({"temperature":0.7,"top_p":0.95,"seed":3,"max_tokens":512,"schema":""})";
  const auto id = journal.BeginAttempt(attempt);
  if (reply.text.empty()) return;
  static_cast<void>(journal.SetReply(*id, reply));
  static_cast<void>(journal.SetCandidate(*id, candidate));
  if (verdict != nullptr) static_cast<void>(journal.SetVerdict(*id, *verdict));
}

inline StageDetail SampleStageDetail(bool passes) {
  StageDetail detail;
  detail.artifacts = {"/out/r1/sg/fruit/fruit.ino", "/out/r1/sg/fruit/model.h"};
  detail.repaired_pieces = {"sensor_begin"};
  detail.model_share = 0.42;
  detail.decisions = {{"features", "model", kSampleSketch, "passed its 6 tests on the second try", 2},
                      {"sensor_begin", "repair", "begin the colour engine", "deterministic repair", 1},
                      {"report", "model", "print the label", "", 1}};
  detail.measures = {{"accuracy on the twin", passes ? 1.0 : 0.344}, {"inferences", 90}};
  detail.verdict = passes ? SamplePass() : SampleRejection();
  detail.chart = SampleChart(passes ? 0 : 300);
  detail.source_file = "fruit.ino";
  detail.source_text = kSampleSketch;
  return detail;
}

/// Puts the run `id` into the journal. A failing one ends with a reject; `ended` false: as if killed.
inline void WriteSampleRun(Journal& journal, const std::string& id, bool passes, bool ended = true) {
  RunRecord run;
  run.id = id;
  run.application = "/apps/fruit/app.toml";
  run.name = "Fruit <classifier>";
  run.options = R"({"stages":"dp,mc,sg","seed":1,"protocol":"guided","provider":"local","max_usd":0})";
  run.versions =
      R"({"tool":"0.1.0","profile":"tflm-2.4.0-alpha","prompts":"9f31c2","model":"qwen2.5-coder-1.5b q4_k_m"})";
  run.folder = "/out/" + id;
  static_cast<void>(journal.BeginRun(run));
  static_cast<void>(journal.SetContract(id, SampleContract()));

  const Verdict pass = SamplePass();
  const Verdict reject = SampleRejection();
  ChatReply choice{R"({"action":"drop","columns":[]})", 412, 18, 0, 5.1, "stop", false, "local", "qwen2.5-coder-1.5b"};
  AddAttempt(journal, id, {"dp", "duplicates", 1}, choice, choice.text, &pass);
  StageDetail dp;
  dp.artifacts = {"/out/" + id + "/dp/clean.csv"};
  dp.decisions = {{"clean", "facts", "nothing to do", "no value is missing", 0},
                  {"duplicates", "model", "drop", "3 rows equal an earlier one", 1},
                  {"scale", "facts", "none", "every row sums to 1: already normalised", 0},
                  {"balance", "reference", "none", "the model's answer was no choice of the schema", 3}};
  dp.measures = {{"rows", 253}, {"accuracy", 0.996}};
  dp.verdict = SamplePass();
  static_cast<void>(journal.PutStage({id, "dp", "pass", 1, 412, 18, 0, 5.1, ToText(dp)}));

  const ChatReply first{kHostileReply, 690, 96, 0, 9.4, "stop", false, "local", "qwen2.5-coder-1.5b"};
  const ChatReply second{"```cpp\nvoid features(int r, int g, int b, float* out);\n```",
                         702,
                         88,
                         0,
                         8.7,
                         "length",
                         false,
                         "local",
                         "qwen2.5-coder-1.5b"};
  AddAttempt(journal, id, {"sg", "features", 1}, first, kSampleSketch, &reject);
  AddAttempt(journal, id, {"sg", "features", 2}, second, "void features() {}\n", passes ? &pass : &reject);
  AddAttempt(journal, id, {"sg", "sensor_begin", 1}, second, "bool sensor_begin() { return true; }\n", &pass);
  if (!ended) {
    AddAttempt(journal, id, {"sg", "report", 1}, {}, "", nullptr);
    static_cast<void>(journal.PutStep({id, "sg", "features", "model", "void features() {}", "passed"}));
    return;
  }
  const ChatReply third{"```cpp\nvoid report() {}\n```", 530, 51, 0, 5.9, "stop", false, "local", "qwen2.5-coder-1.5b"};
  AddAttempt(journal, id, {"sg", "report", 1}, third, "void report() {}\n", &pass);
  const std::string word = passes ? "pass" : "reject";
  static_cast<void>(journal.PutStage({id, "sg", word, 4, 2624, 323, 0, 32.7, ToText(SampleStageDetail(passes))}));
  static_cast<void>(journal.EndRun(id, word));
}

}  // namespace autopilot
