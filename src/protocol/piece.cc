#include "protocol/piece.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "gate/run_plan.h"
#include "protocol/answer_pieces.h"
#include "protocol/contract_text.h"
#include "protocol/input_pieces.h"
#include "protocol/sketch_frame.h"
#include "twin/recordings.h"

namespace autopilot {
namespace {

/// Rows of the data set that worked examples and test cases are made of.
constexpr int kRowsForPieces = 30;

/// The library's functions that a piece is about: those whose name its reference calls.
std::vector<std::string> RelevantApi(const Contract& contract, const Piece& piece) {
  std::vector<std::string> relevant;
  for (const std::string& line : contract.sensor->api) {
    const auto end = line.find('(');
    const auto begin = line.find_last_of(" .", end);
    if (end == std::string::npos || begin == std::string::npos) continue;
    if (piece.reference.find(line.substr(begin + 1, end - begin)) != std::string::npos) relevant.push_back(line);
  }
  return relevant;
}

/// Why the guided protocol cannot do the application; empty if it can.
std::string Unguided(const Contract& contract) {
  if (contract.sensor_use.external) return "a sensor on the pins";
  if (contract.sensor && contract.sensor->read.starts_with("PDM")) return "sound";
  if (contract.sensor && !ReadsRows(contract) && ReadChannels(contract).size() < UsedChannels(contract).size())
    return "channels that the sensor's profile reads with no call";
  if (contract.application.report == "number" && contract.tflite && contract.tflite->output.elements() != 1)
    return "more than one number";
  return "";
}

}  // namespace

Result<std::vector<Stimulus>> PieceStimuli(const Contract& contract) {
  if (KindOf(contract) != InputKind::kWindows) {
    return KindOf(contract) == InputKind::kSweep ? std::vector<Stimulus>() : DeriveStimuli(contract, kRowsForPieces);
  }
  std::vector<Stimulus> readings;
  const std::vector<Recording> recordings = DataRecordings(contract);
  constexpr std::size_t kOfEach = 3;
  for (const Recording& recording : recordings) {
    for (std::size_t i = 1; i <= kOfEach && readings.size() < kRowsForPieces; ++i) {
      Stimulus reading;
      reading.channels = recording.channels[i * (recording.channels.size() - 1) / (kOfEach + 1)];
      for (std::size_t k = 0; k < reading.channels.size(); ++k) {
        const auto& rest = contract.sensor->rest;
        if (std::isnan(reading.channels[k])) reading.channels[k] = k < rest.size() ? rest[k] : 0;
      }
      readings.push_back(std::move(reading));
    }
  }
  return readings;
}

Result<std::vector<Piece>> MakePieces(const Contract& contract, const std::vector<Stimulus>& stimuli) {
  if (const std::string what = Unguided(contract); !what.empty()) {
    return Fail(BadInput("the guided protocol does not write sketches for " + what,
                         "use --protocol whole, or verify for a sketch of your own")
                    .At(contract.application.file.string()));
  }
  if (contract.sensor && stimuli.empty()) {
    return Fail(BadInput("the data set has no rows to show to the sensor").At(contract.application.file.string()));
  }
  std::vector<Piece> pieces;
  if (!contract.sensor) {
    pieces.push_back(SweepPiece(contract));
  } else if (ReadsRows(contract)) {
    if (contract.preprocessing) pieces.push_back(RowFeaturesPiece(contract, stimuli));
  } else {
    pieces.push_back(SensorBeginPiece(contract));
    pieces.push_back(ReadRawPiece(contract, stimuli));
    pieces.push_back(FeaturesPiece(contract, stimuli));
  }
  pieces.push_back(contract.application.report == "number" ? NumberReportPiece() : ReportPiece(contract));
  AUTOPILOT_TRY(checks, contract.BehaviourSteps());
  for (std::size_t i = 0; i < checks.size(); ++i) pieces.push_back(BehaviourPiece(contract, i, checks[i]));
  return pieces;
}

nlohmann::json PieceFacts(const Contract& contract, const Piece& piece) {
  const bool sensor = contract.sensor.has_value();
  nlohmann::json facts = {
      {"signature", piece.signature},
      {"description", contract.application.description},
      {"wish", piece.wish},
      {"sensor", sensor ? contract.sensor->id : ""},
      {"object", sensor ? contract.sensor->object : ""},
      {"api", sensor ? RelevantApi(contract, piece) : std::vector<std::string>()},
      {"channel_list", sensor ? fmt::format("{}", fmt::join(ReadNames(contract), ", ")) : ""},
      {"classes", std::to_string(contract.application.labels.size())},
      {"count", std::to_string(contract.features.size())},
      {"last", std::to_string(std::max<std::size_t>(contract.features.size(), 1) - 1)},
      {"label_list", LabelList(contract)},
      {"answers", AnswerConstants(contract)},
      {"leds", LedList(contract)},
      {"rules", nlohmann::json::array()},
      {"examples", nlohmann::json::array()},
  };
  if (const auto& sweep = contract.application.sweep) {
    facts["low"] = FloatLiteral(sweep->low);
    facts["high"] = FloatLiteral(sweep->high);
    facts["steps"] = std::to_string(sweep->steps);
    facts["step_size"] = FloatLiteral((sweep->high - sweep->low) / sweep->steps);
  }
  for (std::size_t i = 0; i < contract.features.size(); ++i) {
    facts["rules"].push_back({{"index", std::to_string(i)},
                              {"name", contract.features[i].feature},
                              {"expression", contract.features[i].expression}});
  }
  facts["timed"] = Contains(piece.signature, "now");
  for (std::size_t i = 0; i < piece.shown_cases; ++i) {
    if (!piece.cases[i].example.empty()) facts["examples"].push_back(piece.cases[i].example);
  }
  facts["summary"] = piece.summary;
  facts["remembers"] = piece.remembers;
  facts["any_summary"] = !piece.summary.empty();
  facts["lessons"] = piece.lessons;
  facts["any_examples"] = piece.shown_cases > 0;
  return facts;
}

}  // namespace autopilot
