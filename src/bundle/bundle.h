#pragma once

/// A run or an experiment in one file that another machine checks and goes on with: its journal, its report, and which
/// versions made it. Format: docs/formats/bundle.md.

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// Of the folders that bundles are made and unpacked in: hidden, beside what they become, or among the temporary ones.
inline constexpr std::string_view kBundleBeside = ".bundle";
inline constexpr std::string_view kBundleElsewhere = "autopilot-bundle";

/// What goes into one. `journal` is a file of its own (journal/extract.h).
struct BundleContent {
  std::string kind;  ///< "run", "experiment".
  std::string name;
  std::filesystem::path journal;
  std::string report;  ///< HTML.
  std::string inputs;  ///< JSON: which files the trials were made of (OUT/experiments/NAME.inputs.json); may be empty.
};

/// What a bundle says of itself, checked against what is in it.
struct BundleFacts {
  std::string kind;
  std::string name;
  std::string program;  ///< Version of autopilot that made it.
  int journal_version = 0;
  std::vector<std::string> runs;
  long long attempts = 0;
  std::string inputs;  ///< As in BundleContent; then `name` can be part of a file's name.
};

/// Whole or not at all; what is needed meanwhile is written beside `out`.
Status WriteBundle(const BundleContent& content, const std::filesystem::path& out);

/// Checks sizes, hashes, the journal's version and integrity, and that it holds the runs and attempts that it says.
/// With `to` (a folder that does not exist, or is empty) it is a workspace afterwards. kBadInput, with what is wrong,
/// for one that does not hold; then nothing is left in `to`. It is unpacked on the disk of `to`, or else of the bundle.
Result<BundleFacts> VerifyBundle(const std::filesystem::path& bundle, const std::filesystem::path& to);

nlohmann::json ToJson(const BundleFacts& facts);

}  // namespace autopilot
