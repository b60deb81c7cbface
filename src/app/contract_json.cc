#include <nlohmann/json.hpp>

#include "app/contract.h"

namespace autopilot {
namespace {

using nlohmann::json;

json Names(const std::vector<std::filesystem::path>& paths) {
  json names = json::array();
  for (const auto& path : paths) names.push_back(path.string());
  return names;
}

json ToJson(const TensorFacts& tensor) {
  json value = {{"name", tensor.name}, {"type", tensor.type}, {"shape", tensor.shape}};
  if (tensor.scale != 0) {
    value["scale"] = tensor.scale;
    value["zero_point"] = tensor.zero_point;
  }
  return value;
}

json ApplicationJson(const Application& app) {
  json value = {{"file", app.file.string()},
                {"name", app.name},
                {"description", app.description},
                {"report", app.report},
                {"when", app.report_on_change ? "change" : "every"}};
  for (const Behaviour& behaviour : app.behaviours) {
    json entry = {{"text", behaviour.text}};
    if (!behaviour.given.empty()) entry["given"] = behaviour.given;
    if (!behaviour.expect.empty()) entry["expect"] = behaviour.expect;
    value["behaviours"].push_back(std::move(entry));
  }
  return value;
}

json DataJson(const Contract& contract) {
  const DataTable& data = contract.data;
  json columns = json::array();
  for (const ColumnFacts& column : data.facts) {
    columns.push_back({{"name", column.name},
                       {"type", "number"},
                       {"minimum", column.minimum},
                       {"maximum", column.maximum},
                       {"mean", column.mean},
                       {"deviation", column.deviation},
                       {"missing", column.missing}});
  }
  json classes = json::array();
  for (const ClassFacts& one : data.classes) {
    json entry = {{"name", one.name}, {"rows", one.rows}};
    if (!one.mean.empty()) entry["mean"] = one.mean;
    classes.push_back(std::move(entry));
  }
  return {{"files", Names(contract.application.data_files)},
          {"rows", data.size()},
          {"recordings", data.recording_index.empty() ? 0 : data.recording_index.back() + 1},
          {"all_columns", data.columns},
          {"label", contract.application.label},
          {"columns", columns},
          {"classes", classes},
          {"rows_sum_to_one", data.rows_sum_to_one},
          {"duplicate_rows", data.duplicate_rows}};
}

json ModelJson(const Contract& contract) {
  const Application& app = contract.application;
  json value = {{"symbol", app.symbol}, {"labels", app.labels}, {"io", app.io}};
  if (contract.keras) {
    const KerasFacts& keras = *contract.keras;
    value["keras"] = {{"file", app.keras ? app.keras->string() : ""},
                      {"sha256", keras.sha256},
                      {"input_shape", keras.input_shape},
                      {"output_shape", keras.output_shape},
                      {"last_activation", keras.last_activation},
                      {"accuracy", keras.accuracy < 0 ? json() : json(keras.accuracy)},
                      {"parameters", keras.parameters}};
  }
  if (contract.tflite) {
    const TfliteFacts& tflite = *contract.tflite;
    json operators = json::array();
    for (const OperatorFacts& op : tflite.operators) {
      operators.push_back({{"name", op.name},
                           {"input_types", op.input_types},
                           {"output_types", op.output_types},
                           {"per_channel_weights", op.per_channel_weights}});
    }
    value["tflite"] = {{"sha256", tflite.sha256},
                       {"bytes", tflite.bytes},
                       {"input", ToJson(tflite.input)},
                       {"output", ToJson(tflite.output)},
                       {"operators", operators},
                       {"tensors", tflite.tensors},
                       {"activation_bytes", tflite.activation_bytes}};
    value["arena_need"] = contract.arena_need;
  }
  return value;
}

json TargetJson(const Contract& contract) {
  json value = {{"board",
                 {{"id", contract.board.id},
                  {"title", contract.board.title},
                  {"fqbn", contract.board.fqbn},
                  {"flash_bytes", contract.board.flash_bytes},
                  {"ram_bytes", contract.board.ram_bytes}}},
                {"library",
                 {{"id", contract.library.id},
                  {"title", contract.library.title},
                  {"marker_header", contract.library.marker_header},
                  {"headers", contract.library.headers}}},
                {"installed", contract.application.installed}};
  if (contract.sensor) {
    const SensorProfile& sensor = *contract.sensor;
    value["sensor"] = {{"id", sensor.id},
                       {"title", sensor.title},
                       {"header", sensor.header},
                       {"object", sensor.object},
                       {"bus", contract.sensor_use.external ? "external" : "onboard"},
                       {"channels", sensor.channels},
                       {"channel_type", sensor.channel_type},
                       {"full_scale", sensor.full_scale},
                       {"sample_seconds", sensor.sample_seconds},
                       {"api", sensor.api}};
    if (contract.sensor_use.rate_hz > 0) value["sensor"]["rate_hz"] = contract.sensor_use.rate_hz;
    if (contract.sensor_use.window > 0) value["sensor"]["window"] = contract.sensor_use.window;
  }
  return value;
}

}  // namespace

json ToJson(const Contract& contract) {
  json features = json::array();
  for (const FeatureRule& rule : contract.features) {
    features.push_back({{"feature", rule.feature}, {"expression", rule.expression}});
  }
  json value = {{"application", ApplicationJson(contract.application)},
                {"data", DataJson(contract)},
                {"model", ModelJson(contract)},
                {"target", TargetJson(contract)},
                {"features", features},
                {"check", {{"input_tolerance", contract.input_tolerance}, {"accuracy_loss", contract.accuracy_loss}}},
                {"notes", contract.notes}};
  if (contract.sensor_use.window > 0) value["check"]["rate_tolerance"] = contract.rate_tolerance;
  if (contract.preprocessing) value["preprocessing"] = ToJson(*contract.preprocessing);
  if (contract.application.serial_rows) value["input"] = {{"kind", "serial"}};
  if (const auto& sweep = contract.application.sweep) {
    value["input"] = {{"kind", "sweep"},
                      {"variable", sweep->variable},
                      {"low", sweep->low},
                      {"high", sweep->high},
                      {"steps", sweep->steps}};
  }
  return value;
}

}  // namespace autopilot
