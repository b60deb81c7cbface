#!/usr/bin/env python3
"""Trains model.keras on fruit.csv: a dense network 3-8-5-3 with softmax at its end.

Needs tensorflow (tools/setup installs it). Seeds are fixed; a fifth of the rows is held out, and the
script fails if fewer than 97 % of those are classified right.

    python train_model.py
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras  # noqa: E402
import numpy as np  # noqa: E402

SEED = 3
LABELS = ["apple", "banana", "orange"]
FOLDER = Path(__file__).parent


def load() -> tuple[np.ndarray, np.ndarray]:
    """The colours and the class numbers of fruit.csv."""
    with open(FOLDER / "fruit.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    colours = np.array([[float(row[name]) for name in ("Red", "Green", "Blue")] for row in rows], dtype=np.float32)
    return colours, np.array([LABELS.index(row["Fruit"]) for row in rows])


def main() -> None:
    """Trains, checks on the held-out rows and saves."""
    keras.utils.set_random_seed(SEED)
    colours, classes = load()
    order = np.random.default_rng(SEED).permutation(len(colours))
    test, train = np.split(order, [len(order) // 5])
    model = keras.Sequential(
        [
            keras.layers.Input((3,)),
            keras.layers.Dense(8, activation="relu", name="hidden_1"),
            keras.layers.Dense(5, activation="relu", name="hidden_2"),
            keras.layers.Dense(3, activation="softmax", name="scores"),
        ],
        name="fruit",
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(colours[train], classes[train], epochs=200, batch_size=16, verbose=0)
    accuracy = float((model(colours[test]).numpy().argmax(axis=1) == classes[test]).mean())
    print(f"{len(train)} rows to train with, {len(test)} held out: {accuracy:.3f} of them right")
    if accuracy < 0.97:
        raise SystemExit("the model is too poor to be an example")
    # A copy has no optimizer, whose state only further training would need.
    bare = keras.models.clone_model(model)
    bare.set_weights(model.get_weights())
    bare.save(FOLDER / "model.keras")


if __name__ == "__main__":
    main()
