#include "experiment/elsewhere.h"

#include <nlohmann/json.hpp>

#include "core/files.h"

namespace autopilot {
namespace {

using nlohmann::json;

json ToJson(const Spending& spent) { return {{"tokens", spent.tokens}, {"usd", spent.usd}}; }

Spending SpendingFrom(const json& object) {
  return {object.at("tokens").get<double>(), object.at("usd").get<double>()};
}

}  // namespace

Result<Elsewhere> ReadElsewhere(const std::filesystem::path& file) {
  AUTOPILOT_TRY(text, ReadFile(file));
  try {
    const json object = json::parse(text);
    Elsewhere elsewhere;
    elsewhere.runs = object.at("runs").get<std::set<std::string>>();
    elsewhere.spent = SpendingFrom(object.at("spent"));
    for (const auto& [run, spent] : object.at("before").items()) elsewhere.before[run] = SpendingFrom(spent);
    elsewhere.parts = object.at("parts").get<int>();
    return elsewhere;
  } catch (const json::exception& error) {
    return Fail(Infrastructure(std::string("what others did cannot be read: ") + error.what(),
                               "tasks and the program that submits them must be the same version")
                    .At(file.string()));
  }
}

Status WriteElsewhere(const std::filesystem::path& file, const Elsewhere& elsewhere) {
  json before = json::object();
  for (const auto& [run, spent] : elsewhere.before) before[run] = ToJson(spent);
  const json object = {{"parts", elsewhere.parts},
                       {"spent", ToJson(elsewhere.spent)},
                       {"before", std::move(before)},
                       {"runs", elsewhere.runs}};
  return WriteFile(file, object.dump(1) + "\n");
}

}  // namespace autopilot
