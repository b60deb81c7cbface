#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/status.h"

namespace autopilot {

/// Renders `name`.mustache of `folder`; every other *.mustache there is a partial of its name (which
/// begins with an underscore: partials and values share one space of names), every other file a raw text under its name
/// with the dot as an underscore ("style.css" -> {{{style_css}}}).
///
/// `{{x}}` is escaped for HTML, in texts and in quoted attributes; only the files of `folder` itself are
/// ever inserted raw, and the texts of `raw` under their names: the caller answers for them. An empty string, null or
/// an absent key is false in a section; numbers are printed as JSON prints them. A key that an inner object lacks is
/// looked up in the outer ones, so views give every key. Fails with kInfrastructure for a missing or broken template.
Result<std::string> RenderTemplate(const std::filesystem::path& folder, const std::string& name,
                                   const nlohmann::json& view, const std::map<std::string, std::string>& raw = {});

}  // namespace autopilot
