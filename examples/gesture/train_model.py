#!/usr/bin/env python3
"""Trains model.keras on data/*.csv, a small convolutional network, and converts it to model.tflite (float32).

Needs tensorflow (tools/setup installs it). Seeds are fixed. Two recordings of each gesture are held out; the others
are shifted in time, turned a little and made stronger or weaker, since a hand never does the same twice. The script
fails if a held-out recording is told wrongly, also when it comes up to six readings earlier or later.

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
import tensorflow as tf  # noqa: E402
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2  # noqa: E402

SEED = 7
LABELS = ["circle", "line", "zigzag", "rest"]
WINDOW = 64
HELD_OUT = 2
COPIES = 60
LARGEST_SHIFT = 12
FOLDER = Path(__file__).parent
# The data are thousandths of g; the network trains best on numbers near one, so this factor goes into its weights.
UNIT = 1000.0


def load(name: str) -> list[np.ndarray]:
    """All recordings of one gesture, in g, in the order of their files."""
    recordings = []
    for path in sorted((FOLDER / "data").glob(f"{name}_*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            rows = [[float(row[axis]) for axis in ("aX", "aY", "aZ")] for row in csv.DictReader(file)]
        recordings.append(np.array(rows, dtype=np.float32) / UNIT)
    return recordings


def shifted(recording: np.ndarray, by: int) -> np.ndarray:
    """Later by so many readings; the gap holds the recording's own first or last reading."""
    times = np.clip(np.arange(WINDOW) - by, 0, WINDOW - 1)
    return recording[times]


def varied(recording: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """What the same gesture could have looked like."""
    copy = shifted(recording, int(chance.integers(-LARGEST_SHIFT, LARGEST_SHIFT + 1)))
    turn = chance.normal(0, 0.1)
    x, y = copy[:, 0].copy(), copy[:, 1].copy()
    copy[:, 0], copy[:, 1] = np.cos(turn) * x - np.sin(turn) * y, np.sin(turn) * x + np.cos(turn) * y
    gravity = np.array([0, 0, 1], dtype=np.float32)
    copy = (copy - gravity) * chance.uniform(0.85, 1.15) + gravity
    return (copy + chance.normal(0, 0.01, copy.shape)).astype(np.float32)


def network() -> keras.Model:
    """Two convolutions over time; averaging makes the answer independent of where in the window the stroke lies."""
    return keras.Sequential(
        [
            keras.layers.Input((WINDOW, 3, 1)),
            keras.layers.Conv2D(8, (5, 3), activation="relu", name="strokes"),
            keras.layers.MaxPool2D((3, 1), name="coarser"),
            keras.layers.Conv2D(16, (5, 1), activation="relu", name="patterns"),
            keras.layers.AveragePooling2D((16, 1), name="anywhere"),
            keras.layers.Flatten(name="flat"),
            keras.layers.Dense(len(LABELS), activation="softmax", name="scores"),
        ],
        name="gesture",
    )


def convert(model: keras.Model) -> bytes:
    """float32; a fixed batch of one and constants for weights, since runtimes on microcontrollers neither resize
    tensors nor keep variables."""
    shape = tf.TensorSpec([1, WINDOW, 3, 1], tf.float32)
    call = tf.function(lambda x: model(x, training=False)).get_concrete_function(shape)
    return tf.lite.TFLiteConverter.from_concrete_functions([convert_variables_to_constants_v2(call)], model).convert()


def main() -> None:
    """Trains, checks on the held-out recordings, folds the unit into the weights, converts and saves."""
    keras.utils.set_random_seed(SEED)
    chance = np.random.default_rng(SEED)
    windows, classes, held_out = [], [], []
    for number, name in enumerate(LABELS):
        recordings = load(name)
        held_out += [(number, recording) for recording in recordings[:HELD_OUT]]
        for recording in recordings[HELD_OUT:]:
            windows += [recording] + [varied(recording, chance) for _ in range(COPIES)]
            classes += [number] * (COPIES + 1)
    model = network()
    model.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy")
    model.fit(np.array(windows)[..., None], np.array(classes), epochs=25, batch_size=32, verbose=0)

    scaled = network()
    weights = model.get_weights()
    weights[0] /= UNIT
    scaled.set_weights(weights)
    right = total = 0
    weakest = 1.0
    for number, recording in held_out:
        for by in (-6, -3, 0, 3, 6):
            scores = scaled(shifted(recording, by)[None, ..., None] * UNIT).numpy()[0]
            total += 1
            right += int(scores.argmax()) == number
            weakest = min(weakest, float(scores[number]))
    print(f"{len(windows)} windows to train with; {right} of {total} held out are right, at least {weakest:.2f} sure")
    if right < total:
        raise SystemExit("the model is too poor to be an example")
    scaled.save(FOLDER / "model.keras")
    (FOLDER / "model.tflite").write_bytes(convert(scaled))


if __name__ == "__main__":
    main()
