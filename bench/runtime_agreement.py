#!/usr/bin/env python3
"""TFLM outputs of the twin against LiteRT and today's TFLM: one line a model and runtime.

    bench/runtime_agreement.py MODEL.tflite... [--autopilot build/release/autopilot] [--rows 16] [--json]

Run with the tool's Python (~/.cache/autopilot/venv/bin/python), which has LiteRT. Today's TFLM is compared too where
`pip install --pre tflite-micro` has been done for that Python, or --tflm-python names one that has it.
Each model gets seeded random rows and the edges of its input type; every library generation of the twin runs them.
A line says `equal`, the largest difference in real values (and in quantisation steps), or the runtime's own words.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

SEED = 7
ARENA = 400 * 1024
ROUNDING = 1e-6  # Of float arithmetic in another order.
LARGEST_ROW = 8192  # Inputs of a row; the rows stand in the sketch's source.
FIELD = {"float32": "f", "int8": "int8", "uint8": "uint8"}
C_TYPE = {"float32": "float", "int8": "int8_t", "uint8": "uint8_t"}

TFLM = r"""
import sys, json, numpy as np
from tflite_micro import runtime
rows = np.load(sys.argv[2])
interpreter = runtime.Interpreter.from_bytes(open(sys.argv[1], "rb").read())
outputs = []
for row in rows:
    interpreter.set_input(row, 0)
    interpreter.invoke()
    outputs.append(np.array(interpreter.get_output(0)).flatten())
np.save(sys.argv[3], np.array(outputs))
"""


def litert(model):
    interpreter = Interpreter(model_path=str(model), experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
    interpreter.allocate_tensors()
    return interpreter


def rows_for(detail, count):
    """Random rows, all-lowest, all-highest, zero."""
    shape, dtype = detail["shape"], np.dtype(detail["dtype"])
    random = np.random.default_rng(SEED)
    if dtype == np.float32:
        rows = [random.uniform(-1, 1, shape).astype(dtype) for _ in range(count)]
        edges = [-1.0, 1.0, 0.0, 6.25]
    else:
        limits = np.iinfo(dtype)
        rows = [random.integers(limits.min, limits.max + 1, shape).astype(dtype) for _ in range(count)]
        edges = [limits.min, limits.max, detail["quantization"][1]]
    return np.array(rows + [np.full(shape, edge, dtype) for edge in edges])


def run_litert(model, rows):
    interpreter = litert(model)
    before, after = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    outputs = []
    for row in rows:
        interpreter.set_tensor(before["index"], row)
        interpreter.invoke()
        outputs.append(interpreter.get_tensor(after["index"]).flatten().copy())
    return np.array(outputs), after


def run_tflm(python, model, rows):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        np.save(folder / "rows.npy", rows)
        done = subprocess.run([python, "-c", TFLM, str(model), folder / "rows.npy", folder / "out.npy"],
                              capture_output=True, text=True)
        if done.returncode != 0:
            return None, (done.stderr.strip().splitlines() or ["failed"])[-1]
        return np.load(folder / "out.npy"), ""


def operators(model):
    interpreter = litert(model)
    return [op["op_name"] for op in interpreter._get_ops_details() if op["op_name"] != "DELEGATE"]


def sketch(model, rows, profile, names):
    """Feeds every row; the generation's own shape from its profile."""
    reporter = profile["error_reporter"]
    symbols = profile["symbol_header"]
    headers = [symbols[n] for n in ("MicroInterpreter", "GetModel", "MicroMutableOpResolver") if n in symbols]
    text = f"#include <{profile['marker_header']}>\n"
    if "AllOpsResolver" in symbols:
        headers.append(symbols["AllOpsResolver"])
        resolver, adders = "tflite::AllOpsResolver resolver;", ""
    else:
        known = sorted({profile["operator_adder"][n] for n in names if n in profile["operator_adder"]})
        resolver = f"tflite::MicroMutableOpResolver<{max(1, len(known))}> resolver;"
        adders = "".join(f"  resolver.{adder}();\n" for adder in known)
    if reporter:
        headers.append(symbols["MicroErrorReporter"])
    text += "".join(f'#include "{header}"\n' for header in headers) + '#include "model.h"\n'
    kind = rows.dtype.name
    numbers = ",".join(repr(float(v)) + "f" if kind == "float32" else str(int(v)) for v in rows.flatten())
    inputs = rows[0].size
    return text + f"""
const {C_TYPE[kind]} rows[] = {{{numbers}}};
{"tflite::MicroErrorReporter reporter;" if reporter else ""}
{resolver}
alignas(16) uint8_t arena[{ARENA}];
void setup() {{
{adders}  static tflite::MicroInterpreter interpreter(tflite::GetModel(model), resolver, arena, sizeof(arena){", &reporter" if reporter else ""});
  if (interpreter.AllocateTensors() != kTfLiteOk) return;
  for (int row = 0; row < {len(rows)}; ++row) {{
    for (int i = 0; i < {inputs}; ++i) interpreter.input(0)->data.{FIELD[kind]}[i] = rows[row * {inputs} + i];
    if (interpreter.Invoke() != kTfLiteOk) return;
  }}
}}
void loop() {{ delay(1000); }}
"""


def run_twin(twin, device, library_id, library, profile, model, rows, names):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        body = ",".join(str(byte) for byte in model.read_bytes())
        (folder / "model.h").write_text(f"alignas(16) const unsigned char model[] = {{{body}}};\n")
        (folder / "sketch.cpp").write_text(sketch(model, rows, profile, names))
        includes = [f"-I{device / i}" for i in library["host_includes"] + library["library_includes"]]
        compiler = [library["host_compiler"], *library["host_flags"], "-include", str(twin / library["host_pch"]), *includes]
        for command in ([*compiler, f"-I{folder}", "-c", "sketch.cpp", "-o", "sketch.o"], library["host_link_command"]):
            built = subprocess.run(command, capture_output=True, text=True, cwd=folder)
            if built.returncode != 0:
                return None, "does not build: " + built.stderr.strip().splitlines()[0]
        rules = [f"unsupported {r['operator']} {r['input_type']} {r['output_type']} {r['when']}"
                 for r in profile.get("unsupported", [])]
        (folder / "config").write_text("\n".join(["limit 1", *rules]) + "\n")
        runner = (twin / library["host_runner"]).resolve()
        subprocess.run([runner, folder / "sketch.so", folder / "config", folder / "trace"], capture_output=True,
                       env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})
        return read_trace((folder / "trace").read_text(errors="replace"), rows)


def read_trace(text, rows):
    outputs, words, log = [], "", ""
    for line in text.splitlines():
        kind, _, *fields = line.split("\t")
        if kind == "invoke":
            outputs.append([float(v) for v in fields[1].removeprefix("out:").split(",")])
        elif (kind == "allocate" and fields[0] != "0") or kind in ("invokefail", "halted"):
            words = fields[-1]
        elif kind in ("debug", "end"):
            log += " ".join(fields) + " "
    if len(outputs) == len(rows):
        return np.array(outputs), ""
    return None, re.sub(r"\S*/", "", words or log)[:160]


def explanation(profile, interpreter):
    """What the profile knows of the model: why the tool refuses it, or says `inconclusive` of sketches with it."""
    tensors = {d["index"]: d for d in interpreter.get_tensor_details()}
    lacks = profile.get("twin_lacks", {})
    refused, wrong, lacking = "", "", ""
    for op in interpreter._get_ops_details():
        name = op["op_name"]
        types = [np.dtype(tensors[i]["dtype"]).name for i in (op["inputs"][0], op["outputs"][0])]
        by_channel = name == "FULLY_CONNECTED" and len(tensors[op["inputs"][1]]["quantization_parameters"]["scales"]) > 1
        for rule in profile.get("unsupported", []):
            if [rule["operator"], rule["input_type"], rule["output_type"]] == [name, *types]:
                refused = f"refused by the contract: the generation fails in {rule['when']}"
        if by_channel and profile.get("per_channel_dense_wrong"):
            wrong = "refused by the contract: the generation computes dense weights by channel wrongly"
        if name in lacks.get("operators", []) or " ".join([name, *types]) in lacks.get("types", []):
            lacking = f"inconclusive: the twin lacks {name} {types[0]} -> {types[1]}"
        if by_channel and lacks.get("per_channel_dense"):
            lacking = "inconclusive: the twin lacks dense weights by channel"
    return refused or wrong or lacking


def compare(expected, got, scale):
    difference = float(np.max(np.abs(expected.astype(np.float64) - got.astype(np.float64))))
    if difference == 0:
        return "equal"
    if scale == 1 and difference < ROUNDING:
        return f"equal but for rounding ({difference:.0e})"
    return f"{difference * scale:.3g}" + (f" ({difference:.0f} steps)" if scale != 1 else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=pathlib.Path, nargs="+")
    parser.add_argument("--source", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("--twin", type=pathlib.Path)
    parser.add_argument("--tflm-python", default=sys.executable)
    parser.add_argument("--rows", type=int, default=16)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    twin = (args.twin or args.source / "build/release/twin").resolve()
    toml = tomllib.loads((twin / "twin.toml").read_text())
    results = []
    for model in args.models:
        detail = litert(model).get_input_details()[0]
        count = args.rows if int(np.prod(detail["shape"])) <= LARGEST_ROW else 2
        rows = rows_for(detail, count)
        names = operators(model)
        expected, output = run_litert(model, rows)
        scale = output["quantization"][0] or 1
        lines = {}
        today, words = run_tflm(args.tflm_python, model, rows)
        lines["TFLM of today"] = compare(expected, today, scale) if today is not None else "refused: " + words
        for library_id, library in toml["libraries"].items():
            profile = tomllib.loads((args.source / f"profiles/libraries/{library_id}.toml").read_text())
            got, words = run_twin(twin, args.source / "device", library_id, library, profile, model, rows, names)
            lines[library_id] = compare(expected, got, scale) if got is not None else "refused: " + words
            if words := explanation(profile, litert(model)):
                lines[library_id] += f" [{words}]"
        results.append({"model": model.name, "input": rows.dtype.name, "rows": len(rows),
                        "operators": sorted(set(names)), "against LiteRT": lines})
        if not args.json:
            print(f"{model.name}: {len(rows)} rows of {rows.dtype.name}, {', '.join(sorted(set(names)))}")
            for runtime, line in lines.items():
                print(f"  {runtime:<18} {line}")
    if args.json:
        print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
