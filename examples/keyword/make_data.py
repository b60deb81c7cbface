#!/usr/bin/env python3
"""Writes data/*.csv: synthetic sounds as the board's microphone would deliver them, one recording a file.

Computed, not recorded. A recording is 2,048 samples at 16 kHz, 128 ms: 16-bit numbers as the microphone delivers them,
divided by 32768 as the model wants them:

    hum      a low tone with two overtones, as of a transformer
    whistle  a high tone, nearly pure
    hiss     noise
    silence  what a microphone delivers in a quiet room

The same seed gives the same files, byte for byte.

    python make_data.py
"""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

SEED = 41
RATE_HZ = 16000
SAMPLES = 2048
RECORDINGS = 6
LARGEST = 32767


def hum(chance: random.Random) -> list[float]:
    """100 to 240 Hz; the overtones are weaker."""
    pitch, phase = chance.uniform(100, 240), chance.uniform(0, 2 * math.pi)
    second, third = chance.uniform(0.2, 0.5), chance.uniform(0.05, 0.25)
    turns = [2 * math.pi * pitch * i / RATE_HZ + phase for i in range(SAMPLES)]
    return [math.sin(t) + second * math.sin(2 * t) + third * math.sin(3 * t) for t in turns]


def whistle(chance: random.Random) -> list[float]:
    """1.6 to 2.6 kHz, a little unsteady."""
    pitch, phase = chance.uniform(1600, 2600), chance.uniform(0, 2 * math.pi)
    waver, depth = chance.uniform(4, 8), chance.uniform(0, 1.5)
    return [
        math.sin(2 * math.pi * pitch * i / RATE_HZ + depth * math.sin(2 * math.pi * waver * i / RATE_HZ) + phase)
        for i in range(SAMPLES)
    ]


def hiss(chance: random.Random) -> list[float]:
    """White noise."""
    return [chance.gauss(0, 0.6) for _ in range(SAMPLES)]


def silence(chance: random.Random) -> list[float]:
    """Nothing; the room's own noise is added to every sound."""
    return [0.0] * SAMPLES


SOUNDS = {"hum": hum, "whistle": whistle, "hiss": hiss, "silence": silence}


def record(name: str, seed: int) -> list[int]:
    """One recording, at a loudness of its own."""
    chance = random.Random(seed)
    loudness = chance.uniform(0.15, 0.5)
    samples = [loudness * value + chance.gauss(0, 0.001) for value in SOUNDS[name](chance)]
    return [max(-LARGEST, min(LARGEST, round(LARGEST * value))) for value in samples]


def main() -> None:
    """Writes six recordings of every sound into data/."""
    folder = Path(__file__).with_name("data")
    folder.mkdir(exist_ok=True)
    for number, name in enumerate(SOUNDS):
        for recording in range(RECORDINGS):
            with open(folder / f"{name}_{recording}.csv", "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(["sample"])
                writer.writerows([f"{value / 32768:.5f}"] for value in record(name, SEED + 1000 * number + recording))


if __name__ == "__main__":
    main()
