#!/usr/bin/env python3
"""Writes sine.csv: points near y = sin(x), to train a small regression model with.

Computed, not measured: x is drawn evenly between 0 and 2 pi, y is its sine plus a little noise. The same seed
gives the same file, byte for byte.

    python make_data.py
"""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

SEED = 17
POINTS = 1200
NOISE = 0.03


def main() -> None:
    """Draws all points and writes the file beside this script."""
    chance = random.Random(SEED)
    with open(Path(__file__).with_name("sine.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["x", "y"])
        for _ in range(POINTS):
            x = chance.uniform(0, 2 * math.pi)
            writer.writerow([f"{x:.5f}", f"{math.sin(x) + chance.gauss(0, NOISE):.5f}"])


if __name__ == "__main__":
    main()
