"""Applications that are a table and nothing else: scikit-learn's data sets as CSV files, without a model."""

import os
import pathlib
import subprocess

NAMES = ("iris", "wine", "digits")

# Run by the tool's own Python, which has scikit-learn.
_WRITE = """
import csv, sys
from sklearn import datasets
data = getattr(datasets, "load_" + sys.argv[1])()
with open(sys.argv[2], "w", newline="", encoding="utf-8") as file:
    rows = csv.writer(file)
    rows.writerow([*data.feature_names, "kind"])
    for values, target in zip(data.data.tolist(), data.target):
        rows.writerow([*values, data.target_names[target]])
"""

APPLICATION = """[application]
name = "{name}"
description = "Takes rows of measured numbers from the serial port and prints the class of each."

[data]
files = ["{name}.csv"]
label = "kind"

[model]
io = "{io}"

[input]
kind = "serial"
"""


def tools_python() -> pathlib.Path:
    """The interpreter of the tool's own environment."""
    home = os.environ.get("XDG_CACHE_HOME") or str(pathlib.Path.home() / ".cache")
    cache = pathlib.Path(os.environ.get("AUTOPILOT_CACHE") or pathlib.Path(home) / "autopilot")
    return cache / "venv" / "bin" / "python"


def write_application(name: str, folder: pathlib.Path, io: str = "float32") -> pathlib.Path:
    """Writes a data set and an app.toml about it; returns the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([tools_python(), "-c", _WRITE, name, folder / f"{name}.csv"], check=True)
    application = folder / "app.toml"
    application.write_text(APPLICATION.format(name=name, io=io), encoding="utf-8")
    return application
