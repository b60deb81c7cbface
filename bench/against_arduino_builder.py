#!/usr/bin/env python3
"""A full verdict beside what the Arduino builder takes to compile a comparable sketch for an AVR board.

    bench/against_arduino_builder.py APP.toml SKETCH.ino [--rounds 10] [--binary build/release/autopilot]

Needs the Debian packages arduino-builder, arduino-core-avr and gcc-avr. There is no TensorFlow Lite Micro for AVR, so
the builder gets a sketch of the same kind with a small network written out by hand; its core is compiled before the
clock starts and its folder is kept. Rounds alternate, every sketch differs from the one before, nothing comes from a
cache of results. Prints medians and the ratio.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

VERDICTS_A_ROUND = 4
AVR_SKETCH = """\
#include <Wire.h>
const char* const LABELS[3] = {"Apple", "Banana", "Orange"};
const float W1[3][4] = {{0.4f, -1.2f, 0.9f, 0.3f}, {1.1f, 0.2f, -0.7f, 0.5f}, {-0.6f, 0.8f, 0.1f, -0.9f}};
const float W2[4][3] = {{0.7f, -0.3f, 0.2f}, {-0.5f, 0.9f, 0.1f}, {0.2f, 0.4f, -0.8f}, {0.6f, -0.1f, 0.3f}};
bool readColour(int& r, int& g, int& b) {
  Wire.beginTransmission(0x39);
  Wire.write(0x96);
  if (Wire.endTransmission() != 0) return false;
  if (Wire.requestFrom(0x39, 6) != 6) return false;
  r = Wire.read() | Wire.read() << 8;
  g = Wire.read() | Wire.read() << 8;
  b = Wire.read() | Wire.read() << 8;
  return true;
}
void infer(const float* x, float* score) {
  float hidden[4];
  for (int j = 0; j < 4; ++j) {
    hidden[j] = 0;
    for (int i = 0; i < 3; ++i) hidden[j] += x[i] * W1[i][j];
    if (hidden[j] < 0) hidden[j] = 0;
  }
  float sum = 0;
  for (int k = 0; k < 3; ++k) {
    score[k] = 0;
    for (int j = 0; j < 4; ++j) score[k] += hidden[j] * W2[j][k];
    score[k] = exp(score[k]);
    sum += score[k];
  }
  for (int k = 0; k < 3; ++k) score[k] /= sum;
}
void setup() {
  Serial.begin(9600);
  Wire.begin();
}
void loop() {
  int r, g, b;
  if (!readColour(r, g, b) || r + g + b == 0) return;
  const float total = r + g + b;
  const float x[3] = {r / total, g / total, b / total};
  float score[3];
  infer(x, score);
  int best = 0;
  for (int k = 1; k < 3; ++k) if (score[k] > score[best]) best = k;
  Serial.print(LABELS[best]);
  Serial.print(' ');
  Serial.println(score[best], 3);
  delay(200);
}
"""


class Builder:
    """The Arduino builder with its core compiled already."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.sketch = folder / "colour" / "colour.ino"
        self.sketch.parent.mkdir()
        for name in ("build", "cache"):
            (folder / name).mkdir()
        self.command = [
            "arduino-builder", "-compile", "-hardware", "/usr/share/arduino/hardware",
            "-hardware", "/usr/share/arduino-builder", "-tools", "/usr/bin", "-fqbn", "arduino:avr:uno",
            "-ide-version=10819", "-build-path", str(folder / "build"), "-build-cache", str(folder / "cache"),
            "-warnings=none",
            # The packaged core does not compile with the packaged compiler without it.
            "-prefs=compiler.cpp.extra_flags=-DDECIMAL_DIG=__DECIMAL_DIG__", str(self.sketch)]
        self.milliseconds(-1)

    def milliseconds(self, number: int) -> float:
        self.sketch.write_text(AVR_SKETCH + f"const char run_mark[] = \"{number} {time.time_ns()}\";\n")
        started = time.perf_counter()
        subprocess.run(self.command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return 1000 * (time.perf_counter() - started)


def verdict_milliseconds(binary: str, application: str, text: str, folder: pathlib.Path) -> float:
    """Median of warm verdicts; the first of the batch, which starts the compilers, does not count."""
    cases = folder / "cases.jsonl"
    with cases.open("w", encoding="utf-8") as file:
        for number in range(VERDICTS_A_ROUND + 1):
            mark = f'\nextern const char run_mark[];\nconst char run_mark[] = "{number} {time.time_ns()}";\n'
            file.write(json.dumps({"id": str(number), "text": text + mark}) + "\n")
    answer = subprocess.run([binary, "verify", application, "--batch", str(cases), "--jobs", "1"],
                            stdout=subprocess.PIPE, text=True, check=False)
    verdicts = [json.loads(line) for line in answer.stdout.splitlines()]
    if len(verdicts) != VERDICTS_A_ROUND + 1 or any(verdict["verdict"] != "pass" for verdict in verdicts):
        sys.exit("the sketch does not pass: give a correct one")
    return statistics.median(sum(gate["ms"] for gate in verdict["gates"]) for verdict in verdicts[1:])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("application")
    parser.add_argument("sketch", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--binary",
                        default=str(pathlib.Path(__file__).resolve().parent.parent / "build/release/autopilot"))
    options = parser.parse_args()
    text = options.sketch.read_text(encoding="utf-8")
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        builder = Builder(folder)
        for number in range(options.rounds):
            ours.append(verdict_milliseconds(options.binary, options.application, text, folder))
            theirs.append(builder.milliseconds(number))
    ratios = [their / our for our, their in zip(ours, theirs)]
    print(f"full verdict     median {statistics.median(ours):7.1f} ms   min {min(ours):7.1f}   max {max(ours):7.1f}")
    print(f"arduino-builder  median {statistics.median(theirs):7.1f} ms   min {min(theirs):7.1f}   max {max(theirs):7.1f}")
    print(f"ratio, in pairs  median {statistics.median(ratios):7.2f}      min {min(ratios):7.2f}   max {max(ratios):7.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
