"""Compiles one sketch of matrix/ for every library generation: it must build exactly where its first line says.

  // builds tflm-2.1.0-alpha tflm-2.4.0-alpha      ... and link, with the twin's runtime
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import tomllib

from twin_test import commands, shared_folder, write_model


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--twin", type=pathlib.Path, required=True)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("sketch", type=pathlib.Path)
    args = parser.parse_args()
    toml = tomllib.loads((args.twin / "twin.toml").read_text())
    word, *wanted = args.sketch.read_text().splitlines()[0].removeprefix("// ").split()
    unknown = set(wanted) - set(toml["libraries"])
    if word != "builds" or unknown:
        sys.exit(f"the first line must say where the sketch builds {unknown}")
    failures = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_model(folder, (shared_folder(args.source) / "corpus/fruit/model-float.tflite").read_bytes())
        for library in toml["libraries"]:
            target, host, _ = commands(toml, library, args.twin, args.source / "device", args.sketch, folder)
            compiled = subprocess.run(target, capture_output=True, text=True)
            builds = compiled.returncode == 0
            if builds != (library in wanted):
                failures.append(f"{library}: {'builds' if builds else compiled.stderr}")
            elif builds:
                subprocess.run(host[0], check=True, cwd=folder)
                listing = subprocess.run(["nm", "-u", "sketch.o"], capture_output=True, text=True, check=True, cwd=folder)
                undefined = {line.split()[1] for line in listing.stdout.splitlines() if line.split()[0] == "U"}
                known = set((args.twin / toml["libraries"][library]["host_symbols"]).read_text().splitlines())
                if undefined - known:
                    failures.append(f"{library} does not link: {sorted(undefined - known)}")
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
