#!/usr/bin/env python3
"""Trains model.keras on data/*.csv, a small network on the sound itself, and converts it to model.tflite (float32).

Its first layer is a bank of filters that training finds; what passes a filter is rectified and averaged, so that the
answer does not depend on where in the window a wave begins. Needs tensorflow (tools/setup installs it). Seeds are
fixed. One recording of each sound is held out; the others are cut anywhere and made louder or softer. The script fails
if a window of a held-out recording is told wrongly.

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

SEED = 13
LABELS = ["hum", "whistle", "hiss", "silence"]
WINDOW = 1024
CUTS = 80
FOLDER = Path(__file__).parent


def load(name: str) -> list[np.ndarray]:
    """All recordings of one sound, from -1 to 1, in the order of their files."""
    recordings = []
    for path in sorted((FOLDER / "data").glob(f"{name}_*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            samples = [float(row["sample"]) for row in csv.DictReader(file)]
        recordings.append(np.array(samples, dtype=np.float32))
    return recordings


def network() -> keras.Model:
    """Eight filters of 32 samples, their loudness, and two dense layers."""
    return keras.Sequential(
        [
            keras.layers.Input((WINDOW, 1, 1)),
            keras.layers.Conv2D(8, (32, 1), strides=(16, 1), activation="relu", name="filters"),
            keras.layers.AveragePooling2D((63, 1), name="loudness"),
            keras.layers.Flatten(name="flat"),
            keras.layers.Dense(12, activation="relu", name="hidden"),
            keras.layers.Dense(len(LABELS), activation="softmax", name="scores"),
        ],
        name="keyword",
    )


def convert(model: keras.Model) -> bytes:
    """float32; a fixed batch of one and constants for weights, since runtimes on microcontrollers neither resize
    tensors nor keep variables."""
    shape = tf.TensorSpec([1, WINDOW, 1, 1], tf.float32)
    call = tf.function(lambda x: model(x, training=False)).get_concrete_function(shape)
    return tf.lite.TFLiteConverter.from_concrete_functions([convert_variables_to_constants_v2(call)], model).convert()


def main() -> None:
    """Trains, checks on the held-out recordings, converts and saves."""
    keras.utils.set_random_seed(SEED)
    chance = np.random.default_rng(SEED)
    windows, classes, held_out = [], [], []
    for number, name in enumerate(LABELS):
        recordings = load(name)
        held_out.append((number, recordings[0]))
        for recording in recordings[1:]:
            for _ in range(CUTS):
                begin = int(chance.integers(0, len(recording) - WINDOW + 1))
                windows.append(recording[begin : begin + WINDOW] * chance.uniform(0.5, 1.5))
                classes.append(number)
    model = network()
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    model.fit(np.array(windows)[..., None, None], np.array(classes), epochs=40, batch_size=32, verbose=0)

    right = total = 0
    weakest = 1.0
    for number, recording in held_out:
        for begin in range(0, len(recording) - WINDOW + 1, 64):
            scores = model(recording[None, begin : begin + WINDOW, None, None]).numpy()[0]
            total += 1
            right += int(scores.argmax()) == number
            weakest = min(weakest, float(scores[number]))
    print(f"{len(windows)} windows to train with; {right} of {total} held out are right, at least {weakest:.2f} sure")
    if right < total:
        raise SystemExit("the model is too poor to be an example")
    # A copy has no optimizer, whose state only further training would need.
    bare = network()
    bare.set_weights(model.get_weights())
    bare.save(FOLDER / "model.keras")
    (FOLDER / "model.tflite").write_bytes(convert(bare))


if __name__ == "__main__":
    main()
