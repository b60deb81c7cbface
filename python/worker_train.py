"""Trains a small Keras model by the tool's own recipe, and tests it on rows that it has not seen.

The network is a few dense layers, so its gradients are written out here: for a network of this size tensorflow spends
a hundred times longer on starting its operations than on their work, and the sums of numpy are the same every time."""

from __future__ import annotations

import time
from typing import Any

import worker_keras  # Sets up tensorflow's environment; must come before it.
import numpy as np
import pandas as pd
import tensorflow as tf

from worker_common import Json, TaskError
from worker_table import CLASS, COPY, ROW, read_table

MOST_ROWS = 50_000  # A small network learns no more from more.
VALIDATION = 0.15  # Of the training rows, to know when to stop.
EPOCHS, PATIENCE = 300, 30
SECONDS = 60.0  # Of training; the worker has 120 for everything.
HIDDEN = (32, 16)
RATE, DECAY = 0.003, 1e-4
# The share of a target that is spread over all classes: it keeps the last layer's sums small. Of large ones a step of
# int8 is worth several per cent in the softmax, and runtimes that round otherwise no longer agree.
SMOOTHING = 0.1
SHIFTS = (-3, -2, -1, 1, 2, 3)  # Sixteenths of a window.

Layers = list[np.ndarray]  # Weights and biases in turn, as Keras keeps them.


def _samples(
    table: pd.DataFrame, features: list[str], window: int, recordings: list[int], step: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Inputs, classes and the row that each comes from: rows, or windows of `window` rows that follow one another."""
    values = table[features].to_numpy(np.float32)
    classes = table[CLASS].to_numpy(int)
    rows = table[ROW].to_numpy(int)
    if window <= 1:
        return values, classes, rows
    recording = np.asarray(recordings)[rows]
    breaks = (np.diff(rows) != 1) | (np.diff(recording) != 0) | (np.diff(classes) != 0)
    begins = np.concatenate([[0], np.flatnonzero(breaks) + 1, [len(rows)]])
    places = [at for a, b in zip(begins, begins[1:]) for at in range(a, b - window + 1, step)]
    windows = [values[at : at + window].reshape(-1) for at in places]
    empty = np.empty((0, window * len(features)), np.float32)
    return np.stack(windows) if windows else empty, classes[places], rows[places]


def _shifted(windows: np.ndarray, window: int) -> np.ndarray:
    """The windows, and each again as if it had begun a little earlier or later: nobody moves on time."""
    whole = windows.reshape(len(windows), window, -1)
    places = np.arange(window)
    parts = [whole[:, np.clip(places + shift * window // 16, 0, window - 1)] for shift in (0, *SHIFTS)]
    return np.concatenate(parts).reshape(-1, windows.shape[1])


def _hold_back(classes: np.ndarray, rows: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Which samples tell when to stop: of every class the same share, with all that was derived from their rows."""
    held: set[int] = set()
    for number in np.unique(classes):
        own = np.unique(rows[classes == number])
        held.update(random.permutation(own)[: max(1, round(VALIDATION * len(own)))].tolist())
    return np.isin(rows, list(held))


def _first_layers(sizes: list[int], random: np.random.Generator) -> Layers:
    """Uniform weights after Glorot, biases of zero."""
    layers: Layers = []
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        reach = np.sqrt(6 / (fan_in + fan_out))
        layers += [random.uniform(-reach, reach, (fan_in, fan_out)).astype(np.float32), np.zeros(fan_out, np.float32)]
    return layers


def _forward(layers: Layers, inputs: np.ndarray) -> list[np.ndarray]:
    """What each layer makes of the inputs, these first: ReLU, and softmax at the end."""
    values = [inputs]
    for i in range(0, len(layers), 2):
        value = values[-1] @ layers[i] + layers[i + 1]
        if i + 2 < len(layers):
            value = np.maximum(value, 0)
        else:
            value = np.exp(value - value.max(axis=1, keepdims=True))
            value /= value.sum(axis=1, keepdims=True)
        values.append(value)
    return values


def _gradients(layers: Layers, inputs: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> Layers:
    """Of the mean cross entropy with smoothed targets, each sample weighted by its class."""
    values = _forward(layers, inputs)
    error = values[-1] - SMOOTHING / values[-1].shape[1]
    error[np.arange(len(targets)), targets] -= 1 - SMOOTHING
    error *= (weights[targets] / len(targets))[:, None]
    gradients: Layers = []
    for i in range(len(layers) - 2, -1, -2):
        before = values[i // 2]
        gradients = [before.T @ error + DECAY * layers[i], error.sum(axis=0), *gradients]
        error = (error @ layers[i].T) * (before > 0)
    return gradients


def _loss(layers: Layers, inputs: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> float:
    scores = np.log(np.maximum(_forward(layers, inputs)[-1], 1e-7))
    right = scores[np.arange(len(targets)), targets]
    each = (1 - SMOOTHING) * right + SMOOTHING * scores.mean(axis=1)
    return float((-each * weights[targets]).mean())


def _learn(
    layers: Layers,
    inputs: np.ndarray,
    targets: np.ndarray,
    held: np.ndarray,
    random: np.random.Generator,
    seconds: float,
) -> tuple[Layers, int, bool]:
    """Adam until the samples that are held back get no better: the best layers, the epochs, whether time was over."""
    own_inputs, own_targets = inputs[~held], targets[~held]
    classes = layers[-1].shape[0]
    count = np.bincount(own_targets, minlength=classes)
    weights = (count.sum() / (classes * np.maximum(1, count))).astype(np.float32)
    batch = int(np.clip(len(own_inputs) // 32, 16, 256))
    first, second = [np.zeros_like(layer) for layer in layers], [np.zeros_like(layer) for layer in layers]
    best, best_layers, since, epoch, steps = float("inf"), layers, 0, 0, 0
    end = time.process_time() + seconds  # Of computing: on a busy machine the model is the same.
    while epoch < EPOCHS and since < PATIENCE and time.process_time() < end:
        order = random.permutation(len(own_inputs))
        for at in range(0, len(order), batch):
            part = order[at : at + batch]
            steps += 1
            rate = RATE * np.sqrt(1 - 0.999**steps) / (1 - 0.9**steps)
            gradients = _gradients(layers, own_inputs[part], own_targets[part], weights)
            first = [0.9 * m + 0.1 * g for m, g in zip(first, gradients)]
            second = [0.999 * v + 0.001 * g * g for v, g in zip(second, gradients)]
            layers = [w - rate * m / (np.sqrt(v) + 1e-7) for w, m, v in zip(layers, first, second)]
        epoch += 1
        since += 1
        loss = _loss(layers, inputs[held], targets[held], weights)
        if loss < best - 1e-4:
            best, best_layers, since = loss, layers, 0
    return best_layers, epoch, epoch < EPOCHS and since < PATIENCE


def _keras_model(layers: Layers) -> Any:
    """The same network as a Keras model."""
    dense = tf.keras.layers.Dense
    sizes = [layers[i].shape[1] for i in range(0, len(layers), 2)]
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Input((layers[0].shape[0],)),
            *[dense(size, activation="relu") for size in sizes[:-1]],
            dense(sizes[-1], activation="softmax"),
        ]
    )
    model.set_weights(layers)
    return model


def _confusion(expected: np.ndarray, got: np.ndarray, classes: int) -> list[list[int]]:
    matrix = np.zeros((classes, classes), int)
    np.add.at(matrix, (expected, got), 1)
    return matrix.tolist()


def train(request: Json) -> Json:
    """Trains on the table `train` and tests on `test`, both with the column class; writes `output`.

    Answers accuracy on the test table, its confusion matrix (rows: the true class), and what it took."""
    features: list[str] = request["features"]
    classes, window, seed = int(request["classes"]), int(request.get("window", 0)), int(request.get("seed", 0))
    recordings: list[int] = request.get("recordings") or []
    tables = [read_table(request[name], features) for name in ("train", "test")]
    tables = [table.dropna(subset=features) for table in tables]
    tables[1] = tables[1][tables[1][COPY] == 0]
    inputs, targets, rows = _samples(tables[0], features, window, recordings, max(1, window // 4))
    test_inputs, test_targets, _ = _samples(tables[1], features, window, recordings, max(1, window))
    what = "windows" if window > 1 else "rows"
    for number in range(classes):
        counts = int((targets == number).sum()), int((test_targets == number).sum())
        if counts[0] < 2 or counts[1] < 1:
            raise TaskError(
                f"class {number} has {counts[0]} {what} to learn from and {counts[1]} to be tested on, too few",
                cure=f"add data until each class has ten different {what}",
            )
    random = np.random.default_rng(seed)
    if window > 1:
        inputs = _shifted(inputs, window)
        targets, rows = np.tile(targets, 1 + len(SHIFTS)), np.tile(rows, 1 + len(SHIFTS))
    if len(inputs) > MOST_ROWS:
        kept = np.sort(random.permutation(len(inputs))[:MOST_ROWS])
        inputs, targets, rows = inputs[kept], targets[kept], rows[kept]
    layers = _first_layers([inputs.shape[1], *HIDDEN, classes], random)
    start = time.monotonic()
    held = _hold_back(targets, rows, random)
    layers, epochs, out_of_time = _learn(
        layers, inputs, targets, held, random, float(request.get("seconds", SECONDS))
    )
    seconds = time.monotonic() - start
    model = _keras_model(layers)
    model.save(request["output"])
    learnt = worker_keras.predict(model, inputs.tolist()).argmax(axis=1)
    got = worker_keras.predict(model, test_inputs.tolist()).argmax(axis=1)
    return {
        "output": request["output"],
        "samples": int(len(inputs)),
        "test_samples": int(len(test_inputs)),
        "epochs": epochs,
        "seconds": seconds,
        "out_of_time": out_of_time,
        "parameters": int(model.count_params()),
        "accuracy": float((got == test_targets).mean()),
        "accuracy_train": float((learnt == targets).mean()),
        "largest_class": float(np.bincount(test_targets, minlength=classes).max() / len(test_targets)),
        "confusion": _confusion(test_targets, got, classes),
    }
