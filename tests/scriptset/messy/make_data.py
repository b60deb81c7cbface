"""Writes messy.csv: rows of examples/fruit with numbers, gaps, repeated rows and few oranges."""

import csv
import pathlib
import random

HERE = pathlib.Path(__file__).resolve().parent


def main() -> None:
    """Deterministic: the same file each time."""
    pick = random.Random(7)
    source = HERE.parents[2] / "examples" / "fruit" / "fruit.csv"
    with open(source, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    counts = {"apple": 80, "banana": 60, "orange": 30}
    kept = []
    for label, count in counts.items():
        kept += pick.sample([row for row in rows if row["Fruit"] == label], count)
    kept += [dict(row) for row in pick.sample(kept, 12)]
    pick.shuffle(kept)
    for row in pick.sample(kept, 9):
        row[pick.choice(["Red", "Green", "Blue"])] = ""
    with open(HERE / "messy.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "Red", "Green", "Blue", "Fruit"])
        for number, row in enumerate(kept):
            writer.writerow([f"s{number:03}", row["Red"], row["Green"], row["Blue"], row["Fruit"]])


if __name__ == "__main__":
    main()
