#pragma once

/// Pieces that make the network's input: of a sensor, of rows on the serial port, or of a counter.

#include <vector>

#include "protocol/piece.h"

namespace autopilot {

/// bool sensor_begin(): starts the sensor.
Piece SensorBeginPiece(const Contract& contract);

/// void read_raw(int& r, ...): one reading. `stimuli` are objects; the first one is shown.
Piece ReadRawPiece(const Contract& contract, const std::vector<Stimulus>& stimuli);

/// void features(int r, ..., float x[3]): the network's inputs of one reading.
Piece FeaturesPiece(const Contract& contract, const std::vector<Stimulus>& stimuli);

/// void features(const float row[4], float x[4]): scales a row with the training's constants.
Piece RowFeaturesPiece(const Contract& contract, const std::vector<Stimulus>& stimuli);

/// float input_at(int step): the input that the sketch makes itself.
Piece SweepPiece(const Contract& contract);

}  // namespace autopilot
