#include "report/template.h"

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "core/files.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using kainjow::mustache::data;

data ToMustache(const nlohmann::json& value) {
  switch (value.type()) {
    case nlohmann::json::value_t::object: {
      data object(data::type::object);
      for (const auto& [key, item] : value.items()) object.set(key, ToMustache(item));
      return object;
    }
    case nlohmann::json::value_t::array: {
      data list(data::type::list);
      for (const auto& item : value) list.push_back(ToMustache(item));
      return list;
    }
    case nlohmann::json::value_t::string: {
      const auto& text = value.get_ref<const std::string&>();
      return text.empty() ? data(data::type::bool_false) : data(text);
    }
    case nlohmann::json::value_t::boolean:
      return data(value.get<bool>() ? data::type::bool_true : data::type::bool_false);
    case nlohmann::json::value_t::null:
    case nlohmann::json::value_t::discarded:
      return data(data::type::bool_false);
    default:
      return data(value.dump());
  }
}

Error Broken(const fs::path& file, const std::string& words) {
  return Infrastructure("the report template is broken: " + words, "install the program again").At(file.string());
}

Result<std::map<std::string, std::string>> ReadFolder(const fs::path& folder) {
  std::map<std::string, std::string> files;
  std::error_code code;
  for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
    if (!entry->is_regular_file(code)) continue;
    AUTOPILOT_TRY(text, ReadFile(entry->path()));
    files[entry->path().filename().string()] = std::move(text);
  }
  if (code) {
    return Fail(Infrastructure("the report's templates cannot be read: " + code.message(),
                               "install the program again, or set AUTOPILOT_HOME to its data")
                    .At(folder.string()));
  }
  return files;
}

}  // namespace

Result<std::string> RenderTemplate(const fs::path& folder, const std::string& name, const nlohmann::json& view,
                                   const std::map<std::string, std::string>& raw) {
  AUTOPILOT_TRY(files, ReadFolder(folder));
  const fs::path main_file = folder / (name + ".mustache");
  const auto main_text = files.find(main_file.filename().string());
  if (main_text == files.end()) return Fail(Broken(main_file, "it is not there"));
  data root = ToMustache(view);
  for (const auto& [file, text] : files) {
    const fs::path path(file);
    if (path.extension() == ".mustache") {
      // A broken partial would make the renderer stop silently.
      if (const kainjow::mustache::mustache check(text); !check.is_valid()) {
        return Fail(Broken(folder / file, check.error_message()));
      }
      root.set(path.stem().string(), kainjow::mustache::partial([partial = text] { return partial; }));
    } else {
      std::string key = file;
      std::replace(key.begin(), key.end(), '.', '_');
      root.set(key, data(text));
    }
  }
  for (const auto& [key, text] : raw) root.set(key, data(text));
  kainjow::mustache::mustache page(main_text->second);
  std::string html = page.render(root);
  if (!page.is_valid()) return Fail(Broken(main_file, page.error_message()));
  return html;
}

}  // namespace autopilot
