"""Compiles one test sketch with the twin's own flags, runs it, and checks what its header comments expect.

  // config LINE             appended to the run's configuration (replaces a line with the same key)
  // library ID              the generation; tflm-2.4.0-alpha by default
  // model FILE              below the shared folder; corpus/fruit/model-float.tflite by default
  // expect builds yes|no    what the target's compiler says
  // expect end|setup WORD   of the end event
  // expect has KIND TEXT    an event of that kind holds TEXT; lacks KIND: there is none; count KIND N
  // expect accuracy X       share of stimuli whose last serial line names the right class, at least
  // expect inaccuracy X     ... at most
  // expect stderr TEXT      cpu_seconds X: at most
"""

import argparse
import csv
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import tomllib

DEFAULT_LIBRARY = "tflm-2.4.0-alpha"
ROWS_A_LEVEL = 10
LEVELS = (60, 300, 1500)
# 32-bit need of the fruit model on this generation.
CONFIG = ["arena_need 1146", "monitor 0.5", "sensor APDS9960 onboard", "rest APDS9960 8 9 7 24 nan"]


def shared_folder(source):
    folder = pathlib.Path(os.environ.get("AUTOPILOT_SHARED", source / ".." / "shared"))
    if not folder.is_dir():
        sys.exit(f"{folder} is missing: set AUTOPILOT_SHARED")
    return folder


def directives(sketch, word):
    prefix = f"// {word} "
    return [line[len(prefix):].strip() for line in sketch.read_text().splitlines() if line.startswith(prefix)]


def stimuli(shared):
    rows = list(csv.DictReader((shared / "corpus/fruit/fruit_data.csv").open()))
    classes = sorted({row["Fruit"] for row in rows})
    # The very first orange is one that the model itself takes for an apple.
    picked = [[r for r in rows if r["Fruit"] == c][i * 7 + 1] for i in range(ROWS_A_LEVEL) for c in classes]
    picked = picked[:ROWS_A_LEVEL]
    lines, labels = [], []
    for level in LEVELS:
        for row in picked:
            r, g, b = (round(float(row[k]) * level) for k in ("Red", "Green", "Blue"))
            lines.append(f"stimulus APDS9960 {r} {g} {b} {r + g + b} nan")
            labels.append(row["Fruit"].lower())
    return lines, labels


def commands(toml, library_id, twin, device, sketch, folder):
    library = toml["libraries"][library_id]
    folders = sorted(str(f.relative_to(device)) for kind in ("sensors", "libraries") for f in device.glob(kind + "/*"))
    extra = ["-I" + str(folder)]

    def compiler(which):
        includes = library[which + "_includes"] + library["library_includes"] + folders
        return ([library[which + "_compiler"], *library[which + "_flags"], "-include", str(twin / library[which + "_pch"])]
                + ["-I" + str(device / i) for i in includes] + extra)

    target = compiler("target") + ["-fsyntax-only", str(sketch)]
    host = compiler("host") + ["-c", str(sketch), "-o", str(folder / "sketch.o")]
    return target, [host, library["host_link_command"]], twin / library["host_runner"]


class Trace:
    def __init__(self, path):
        self.events = [line.split("\t") for line in path.read_text(errors="replace").splitlines()]

    def of(self, kind):
        return [" ".join(event[2:]) for event in self.events if event[0] == kind]

    def accuracy(self, labels):
        said, shown = {}, None
        for event in self.events:
            if event[0] == "stimulus":
                shown = int(event[2])
            elif event[0] == "away":
                shown = None
            elif event[0] == "serial" and shown is not None:
                said[shown] = event[2].lower()
        return sum(labels[i] in said.get(i, "") for i in range(len(labels))) / len(labels)


def configuration(sketch, lines):
    own = directives(sketch, "config")
    keys = {line.split()[0] for line in own}
    kept = [line for line in CONFIG if line.split()[0] not in keys]
    # A line about a sensor comes after the one that names it.
    return sorted(kept + own, key=lambda line: not line.startswith("sensor ")) + lines


def write_model(folder, data):
    body = ",".join(str(byte) for byte in data)
    (folder / "model.h").write_text(f"const unsigned char model[] = {{{body}}};\n")


def check(rule, trace, labels, stderr, seconds):
    """None if the rule holds, else what was seen."""
    key, _, text = rule.partition(" ")
    end = trace.of("end")[-1] if trace.of("end") else "nothing"
    if key == "end":
        return None if end.split()[0] == text else end
    if key == "setup":
        return None if f"setup={text}" in end else end
    if key == "has":
        kind, _, part = text.partition(" ")
        return None if any(part in event for event in trace.of(kind)) else trace.of(kind)[:5]
    if key == "lacks":
        return None if not trace.of(text) else trace.of(text)[:5]
    if key == "count":
        kind, number = text.split()
        return None if len(trace.of(kind)) == int(number) else trace.of(kind)
    if key == "accuracy":
        return None if trace.accuracy(labels) >= float(text) else trace.accuracy(labels)
    if key == "inaccuracy":
        return None if trace.accuracy(labels) <= float(text) else trace.accuracy(labels)
    if key == "stderr":
        return None if text in stderr else stderr[-2000:]
    if key == "cpu_seconds":
        return None if seconds <= float(text) else seconds
    return f"unknown rule {rule}"


def run(runner, config, folder, runs):
    """The same inputs must give the same trace, byte for byte, every time."""
    (folder / "config").write_text("\n".join(config) + "\n")
    first = None
    for number in range(runs):
        path = folder / ("trace" if number == 0 else "again")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        result = subprocess.run([runner, folder / "sketch.so", folder / "config", path], capture_output=True,
                                text=True, timeout=120)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        trace = path.read_bytes()
        if first is not None and trace != first:
            sys.exit(f"run {number + 1} differs from the first")
        first = trace
    return Trace(folder / "trace"), result.stderr, after.ru_utime - before.ru_utime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--twin", type=pathlib.Path, required=True)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("sketch", type=pathlib.Path)
    args = parser.parse_args()
    shared = shared_folder(args.source)
    toml = tomllib.loads((args.twin / "twin.toml").read_text())
    rules = directives(args.sketch, "expect")
    library = (directives(args.sketch, "library") or [DEFAULT_LIBRARY])[0]
    model = (directives(args.sketch, "model") or ["corpus/fruit/model-float.tflite"])[0]

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_model(folder, (shared / model).read_bytes())
        target, host, runner = commands(toml, library, args.twin, args.source / "device", args.sketch, folder)
        compiled = subprocess.run(target, capture_output=True, text=True)
        wanted = "builds yes" in rules
        if (compiled.returncode == 0) != wanted:
            sys.exit(f"the target's compiler says {compiled.returncode}:\n{compiled.stderr}")
        if not wanted:
            if "No such file" in compiled.stderr:
                sys.exit(f"refused for a header, not for what it shows:\n{compiled.stderr}")
            return
        for command in host:
            made = subprocess.run(command, capture_output=True, text=True, cwd=folder)
            if made.returncode != 0:
                sys.exit(made.stderr)
        lines, labels = stimuli(shared)
        trace, stderr, seconds = run(runner, configuration(args.sketch, lines), folder, args.runs)
        failures = [f"{rule}: {seen}" for rule in rules if not rule.startswith("builds")
                    if (seen := check(rule, trace, labels, stderr, seconds)) is not None]
        if failures:
            sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
