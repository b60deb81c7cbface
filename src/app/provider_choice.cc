#include "app/provider_choice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace autopilot {
namespace {

constexpr std::array<std::string_view, 3> kWires = {"openai", "anthropic", "ollama"};

}  // namespace

Status ReadProviderChoice(const TomlTable& table, ProviderChoice& provider) {
  AUTOPILOT_CHECK(table.Read("model", provider.model));
  AUTOPILOT_CHECK(table.Read("base_url", provider.base_url));
  AUTOPILOT_CHECK(table.Read("wire", provider.wire));
  if (table.Has("wire") && std::find(kWires.begin(), kWires.end(), provider.wire) == kWires.end()) {
    return Fail(table.About("wire", fmt::format("{} cannot be \"{}\"", table.Name("wire"), provider.wire),
                            fmt::format("use one of: {}", fmt::join(kWires, ", "))));
  }
  AUTOPILOT_CHECK(table.Read("key_variable", provider.key_variable));
  AUTOPILOT_CHECK(table.Read("context_window", provider.context_window));
  if (provider.context_window < 0) {
    return Fail(table.About("context_window", table.Name("context_window") + " must not be negative"));
  }
  if (!table.Has("writes")) return {};
  std::vector<std::string> writes;
  AUTOPILOT_CHECK(table.Read("writes", writes));
  for (std::size_t i = 0; i < writes.size(); ++i) {
    if (writes[i] == "functions") continue;
    return Fail(
        BadInput(fmt::format("{} knows no \"{}\"", table.Name("writes"), writes[i]), "write [\"functions\"] or []")
            .At(table.file(), table.Line("writes", i)));
  }
  provider.writes_functions = !writes.empty();
  return {};
}

}  // namespace autopilot
