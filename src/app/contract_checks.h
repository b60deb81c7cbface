#pragma once

/// What a contract may contradict itself in. Used by MeasureContract and AdoptModel.

#include <string>

#include "app/contract.h"
#include "core/status.h"

namespace autopilot {

/// Input and output sizes against features and labels, types against io, operators against what the
/// library can run. `where` names the model in messages.
Status CheckTflite(const Contract& contract, const TfliteFacts& facts, const std::string& where);

/// Input and output sizes of the Keras model, and against the converted one if there is one.
Status CheckKeras(const Contract& contract, const KerasFacts& facts);

/// Whether the data can teach a model: classes to tell apart, rows enough of each to learn from and to hold out.
Status CheckTrainable(const Contract& contract);

/// What is odd about data and map, but contradicts nothing.
void NoteOddities(Contract& contract);

/// Bytes of arena that the model needs on the library generation, by the profile's estimate.
int EstimateArena(const LibraryProfile& library, const TfliteFacts& facts);

/// An error about a key of app.toml ("model.labels"), with its line.
Error AboutKey(const Application& application, const std::string& key, std::string message, std::string cure);

}  // namespace autopilot
