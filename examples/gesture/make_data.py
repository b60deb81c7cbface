#!/usr/bin/env python3
"""Writes data/*.csv: synthetic acceleration of a board that a hand moves, one recording a file.

Computed, not measured. A recording is 64 readings at 25 Hz, 2.56 s: a pause, a stroke, a pause, in thousandths of g,
as 1000 times what the accelerometer reports. The board lies flat in the hand, so that z holds the gravity:

    circle   twice round in the plane of the board
    line     one quick move to the right: speeding up, then braking
    zigzag   left and right five or six times while moving away
    rest     nothing but a hand that is not quite still

The same seed gives the same files, byte for byte.

    python make_data.py
"""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

SEED = 23
RATE_HZ = 25
WINDOW = 64
RECORDINGS = 10
FULL_SCALE = 3990

Vector = tuple[float, float]


def circle(chance: random.Random, seconds: float, t: float) -> Vector:
    """Acceleration points to the centre and goes round with the hand."""
    turns, angle = 2 * math.pi * 2 / seconds, chance.uniform(-0.5, 0.5)
    force = chance.uniform(0.75, 1.05)
    return force * math.cos(turns * t + angle), force * math.sin(turns * t + angle)


def line(chance: random.Random, seconds: float, t: float) -> Vector:
    """One period of a sine: forward, then as much backward."""
    force, slope = chance.uniform(0.8, 1.3), chance.uniform(-0.15, 0.15)
    push = force * math.sin(2 * math.pi * t / seconds)
    return push, slope * push


def zigzag(chance: random.Random, seconds: float, t: float) -> Vector:
    """Many short pushes across, one long one along."""
    force, reversals = chance.uniform(0.9, 1.4), chance.choice((5, 6))
    along = 0.15 * math.sin(2 * math.pi * t / seconds)
    return force * math.sin(math.pi * reversals * t / seconds), along


STROKES = {
    "circle": (circle, (1.2, 1.5)),
    "line": (line, (0.6, 0.9)),
    "zigzag": (zigzag, (1.1, 1.4)),
    "rest": (None, (1.0, 1.0)),
}


def record(name: str, seed: int) -> list[list[int]]:
    """One recording: rows of aX, aY, aZ in thousandths of g."""
    chance = random.Random(seed)
    stroke, (shortest, longest) = STROKES[name]
    seconds = chance.uniform(shortest, longest)
    begin = chance.uniform(0.35, WINDOW / RATE_HZ - seconds - 0.35)
    tilt_x, tilt_y = chance.gauss(0, 0.05), chance.gauss(0, 0.05)
    shape = chance.randrange(2**32)
    rows = []
    for i in range(WINDOW):
        t = i / RATE_HZ - begin
        x = y = 0.0
        if stroke and 0 <= t <= seconds:
            x, y = stroke(random.Random(shape), seconds, t)  # The same hand at every instant.
            fade = min(1.0, t / 0.08, (seconds - t) / 0.08)  # No hand starts or stops at once.
            x, y = x * fade, y * fade
        shake = 0.03 if stroke and 0 <= t <= seconds else 0.012
        reading = (x + tilt_x, y + tilt_y, math.sqrt(1 - tilt_x**2 - tilt_y**2))
        milli = [round(1000 * (value + chance.gauss(0, shake))) for value in reading]
        rows.append([max(-FULL_SCALE, min(FULL_SCALE, value)) for value in milli])
    return rows


def main() -> None:
    """Writes ten recordings of every gesture into data/."""
    folder = Path(__file__).with_name("data")
    folder.mkdir(exist_ok=True)
    for number, name in enumerate(STROKES):
        for recording in range(RECORDINGS):
            with open(folder / f"{name}_{recording:02}.csv", "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(["aX", "aY", "aZ"])
                writer.writerows(record(name, SEED + 1000 * number + recording))


if __name__ == "__main__":
    main()
