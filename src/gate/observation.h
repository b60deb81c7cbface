#pragma once

/// The trace, arranged by inference: what the sensor had shown, what entered the tensor, what came out,
/// and which lines were printed before the next inference.

#include <string>
#include <vector>

#include "app/contract.h"
#include "twin/stimulus.h"
#include "twin/trace.h"

namespace autopilot {

/// One reading of the sensor's mapped channels.
struct SensorReading {
  double seconds = 0;            ///< When the sketch took it.
  double sampled = 0;            ///< When the sensor measured it.
  std::vector<double> channels;  ///< The latest of every channel, NaN for those never read.
};

struct Inference {
  double seconds = 0;
  int stimulus = -1;            ///< Shown at the last sensor read before; -1 between objects. Of recordings: the last.
  std::size_t readings = 0;     ///< Readings before it, of those in Observation; windowed sensors only.
  std::vector<double> reading;  ///< That read's channels; empty if the sensor was never read.
  bool kept = false;            ///< The input tensor is as the last inference left it: nobody wrote to it.
  std::vector<double> input;    ///< Real values (dequantised) of the input tensor; empty where the trace leaves it out.
  std::vector<double> raw_input;  ///< As stored in the tensor.
  std::vector<double> output;     ///< Real values of the output tensor.
  std::vector<double> raw_output;
  std::vector<std::string> lines;  ///< Printed after it and before the next one.
};

struct Observation {
  std::vector<Inference> inferences;
  std::vector<SensorReading> readings;   ///< Of a windowed sensor, in order.
  std::vector<std::string> early_lines;  ///< Printed before the first inference.
  int reads = 0;                         ///< Reads of the sensor's mapped channels.
  int reads_with_signal = 0;             ///< Those with any channel above zero.
  int shown = 0;                         ///< Stimuli that the world showed.
  double last_inference_seconds = 0;
  double end_seconds = 0;  ///< Of the run.
  bool begin_seen = false;
  bool begin_failed = false;  ///< Every begin() failed.
  std::string begin_text;

  /// The last inference of each stimulus: the settled one. Indices into `inferences`.
  std::vector<std::size_t> Settled() const;
};

/// Whether an event is a reading of channels that the model's inputs are made of.
bool HoldsMapped(const TraceEvent& event, const Contract& contract);

Observation Observe(const Trace& trace, const Contract& contract);

/// One shown sample and what became of it; also the data of the report's charts.
struct SampleResult {
  std::size_t stimulus = 0;
  int true_label = -1;
  int model_label = -1;     ///< The class of the output tensor.
  int reported_label = -1;  ///< -1: nothing readable.
  double brightness = 0;
  double seconds = 0;  ///< Virtual time of the inference.
  std::vector<double> expected_input;
  std::vector<double> input;
};

/// Index of the largest value; the first of equals.
std::size_t LargestIndex(const std::vector<double>& values);

}  // namespace autopilot
