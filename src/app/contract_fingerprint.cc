#include "app/contract_fingerprint.h"

#include <nlohmann/json.hpp>

#include "core/files.h"
#include "core/hash.h"

namespace autopilot {

std::string FingerprintOf(const Contract& contract) {
  std::string text = ToJson(contract).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  text += contract.application.in_part ? "\npart\n" : "\nwhole\n";
  // What the contract does not repeat of it may matter to a gate all the same.
  if (const auto application = ReadFile(contract.application.file)) text += Sha256(*application);
  text += Sha256(contract.tflite_bytes);
  const DataTable& data = contract.data;
  for (std::size_t row = 0; row < data.size(); ++row) {
    for (const double value : data.features[row]) text.append(reinterpret_cast<const char*>(&value), sizeof value);
    if (!data.label_index.empty()) text += " " + std::to_string(data.label_index[row]);
  }
  return Sha256(text);
}

}  // namespace autopilot
