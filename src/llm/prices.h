#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// US dollars for a million tokens.
struct Price {
  double prompt = 0;
  double completion = 0;

  double Of(int prompt_tokens, int completion_tokens) const {
    return (prompt * prompt_tokens + completion * completion_tokens) / 1e6;
  }
};

/// profiles/prices.toml.
class PriceList {
 public:
  /// Fails with kInfrastructure when the file is missing or broken, naming the line.
  static Result<PriceList> Load(const std::filesystem::path& file);

  /// The first entry whose provider and model patterns match; nothing if the price is not known.
  std::optional<Price> Find(const std::string& provider, const std::string& model) const;

 private:
  struct Entry {
    std::string provider;
    std::string model;
    Price price;
  };
  std::vector<Entry> entries_;
};

}  // namespace autopilot
