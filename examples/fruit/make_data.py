#!/usr/bin/env python3
"""Writes fruit.csv: synthetic colour readings of apples, bananas and oranges.

Drawn from class means and spreads as published for such a data set, not measured: each row is a colour as
shares of red, green and blue, which sum to one. The same seed gives the same file, byte for byte.

    python make_data.py
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

SEED = 11
SPREAD = 0.02
# Class: rows, and the mean share of red, green and blue.
CLASSES: dict[str, tuple[int, tuple[float, float, float]]] = {
    "apple": (82, (0.562, 0.237, 0.200)),
    "banana": (88, (0.424, 0.377, 0.198)),
    "orange": (85, (0.596, 0.275, 0.129)),
}


def draw(chance: random.Random, mean: tuple[float, float, float]) -> list[float]:
    """One colour: noise that leaves the sum alone, rounded to three decimals that still sum to one."""
    noise = [chance.gauss(0.0, SPREAD) for _ in mean]
    drift, excess = sum(noise) / 3, (sum(mean) - 1) / 3
    # Taking the drift away takes a third of the variance away; the factor puts it back.
    red, green = (round(m - excess + (n - drift) * 1.5**0.5, 3) for m, n in zip(mean[:2], noise[:2]))
    return [red, green, round(1 - red - green, 3)]


def main() -> None:
    """Draws all rows, shuffles them and writes the file beside this script."""
    chance = random.Random(SEED)
    rows = [(*draw(chance, mean), name) for name, (count, mean) in CLASSES.items() for _ in range(count)]
    chance.shuffle(rows)
    with open(Path(__file__).with_name("fruit.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["Red", "Green", "Blue", "Fruit"])
        writer.writerows([f"{r:.3f}", f"{g:.3f}", f"{b:.3f}", name] for r, g, b, name in rows)


if __name__ == "__main__":
    main()
