#pragma once

/// Facts of the contract as they stand in C++ source and in prompts.

#include <string>
#include <vector>

#include "app/contract.h"

namespace autopilot {

/// The labels as string literals, separated by commas.
std::string LabelList(const Contract& contract);

/// Names for the labels as constants of C++: LABEL_IRIS_SETOSA; all different.
std::vector<std::string> LabelNames(const Contract& contract);

/// Channels of the sensor that the map uses, as indices and by name, in the order of the sensor's profile.
std::vector<std::size_t> UsedChannels(const Contract& contract);
std::vector<std::string> UsedNames(const Contract& contract);

/// The sensor's calls that read what the map uses, as the profile writes them: "APDS.readColor({r}, {g}, {b})".
std::vector<std::string> ReadCalls(const Contract& contract);

/// Channels that those calls read, ascending: what the map uses, and what comes with it.
std::vector<std::size_t> ReadChannels(const Contract& contract);
std::vector<std::string> ReadNames(const Contract& contract);

/// A float constant of C++.
std::string FloatLiteral(double value);

/// Whether rows of numbers come in on the serial port.
inline bool ReadsRows(const Contract& contract) { return contract.application.serial_rows; }

/// The constants that scale such a row, as the frame declares them; empty where the row is the input.
std::string ScalingConstants(const Contract& contract);

/// The resolver's methods for the model's operators, each once, in the model's order; an operator without one is left
/// out. The contract has a model.
std::vector<std::string> OperatorAdders(const Contract& contract);

/// Twice the estimated need, rounded up to 256 bytes: estimates err, and RAM is there.
int ArenaBytes(const Contract& contract);

}  // namespace autopilot
