#pragma once

/// For tests: a small application in a folder of its own, to be loaded as it is or with one thing wrong.

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

#include "core/files.h"
#include "testing/shared_folder.h"
#include "testing/status.h"

namespace autopilot {

/// A colour application: 18 lines of app.toml, a data set of four rows, the fruit model.
class AppFolder {
 public:
  AppFolder() {
    auto folder = TemporaryFolder::Create("app");
    if (!folder) throw std::runtime_error(folder.error().ToString());
    folder_.emplace(std::move(*folder));
    Write("data.csv",
          "Fruit,Red,Green,Blue\n"
          "apple,0.5,0.3,0.2\n"
          "Banana,0.4,0.4,0.2\n"
          "apple,0.6,0.3,0.1\n"
          "apple,0.5,0.3,0.2\n");
    std::filesystem::copy_file(SharedFolder() / "models/fruit/float.tflite", path() / "model.tflite");
    Write("app.toml", Text());
  }

  const std::filesystem::path& path() const { return folder_->path(); }
  std::filesystem::path file() const { return path() / "app.toml"; }

  static std::string Text() {
    return R"toml([application]
name = "Fruit"
description = "Says what lies before the sensor."
report = "label"
[data]
files = ["data.csv"]
features = ["Red", "Green", "Blue"]
label = "Fruit"
[model]
tflite = "model.tflite"
labels = ["Apple", "Banana", "Orange"]
io = "float32"
[target]
board = "nano33ble"
library = "tflm-2.4.0-alpha"
[[sensor]]
part = "APDS9960"
map = { Red = "r/(r+g+b)", Green = "g/(r+g+b)", Blue = "b/(r+g+b)" }
)toml";
  }

  void Write(const std::string& name, const std::string& text) const {
    std::filesystem::remove(path() / name);
    const Status status = WriteFile(path() / name, text);
    if (!status) throw std::runtime_error(status.error().ToString());
  }

  /// app.toml with `from` replaced by `to`.
  void Change(const std::string& from, const std::string& to) const {
    auto text = ReadFile(file());
    if (!text || text->find(from) == std::string::npos) throw std::runtime_error("not in app.toml: " + from);
    Write("app.toml", text->replace(text->find(from), from.size(), to));
  }

 private:
  std::optional<TemporaryFolder> folder_;
};

}  // namespace autopilot
