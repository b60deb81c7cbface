#pragma once

/// The contract of a sketch without an app.toml: what flags say, and what its own files show.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/contract.h"
#include "app/sketch_files.h"
#include "core/status.h"

namespace autopilot {

/// What a user says of a sketch on the command line. Everything may be left out.
struct SketchFlags {
  std::vector<std::string> labels;          ///< In the order of the model's outputs.
  std::string sensor;                       ///< A profile id.
  std::string map;                          ///< "Red=r/(r+g+b),Green=...": the model's inputs, in their order.
  std::vector<std::filesystem::path> data;  ///< CSV files whose columns the map names.
  std::string library;                      ///< Of the application's default, if empty.
  std::string board;

  bool empty() const {
    return labels.empty() && sensor.empty() && map.empty() && data.empty() && library.empty() && board.empty();
  }
};

/// A model that the sketch's own files hold.
struct OwnModel {
  std::string file;  ///< Of the layout; the main tab if it stands in a tab.
  ModelHeader header;
};

/// The one model among the files of a sketch; nothing if there is none. kBadInput if there are several different
/// ones, of which nobody knows which is meant.
Result<std::optional<OwnModel>> FindOwnModel(const SketchOnDisk& sketch);

/// Measures what flags leave out: the model and its symbol from the sketch's files, the sensor from its #includes.
/// What cannot be measured (map, labels, data) stays open; see Application::in_part. Fails with kBadInput as
/// MeasureContract does, in the words of flags, and where the sketch has no model.
Result<Contract> MeasureSketch(const SketchOnDisk& sketch, const SketchFlags& flags, const Profiles& profiles);

}  // namespace autopilot
