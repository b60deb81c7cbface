#!/usr/bin/env python3
"""Trains model.keras on sine.csv, a dense network 1-16-16-1, and converts it twice: model.tflite (float32)
here, and ../sine_int8/model.tflite (int8, calibrated on sine.csv).

Needs tensorflow and ai-edge-litert (tools/setup installs them). Seeds are fixed; the script fails if the network or
one of its conversions strays too far from the sine.

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
from ai_edge_litert.interpreter import Interpreter  # noqa: E402
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2  # noqa: E402

SEED = 5
FOLDER = Path(__file__).parent
# Largest distance from the sine that an example may have.
ALLOWED = {"keras": 0.08, "float32": 0.08, "int8": 0.12}


def load() -> tuple[np.ndarray, np.ndarray]:
    """x and y of sine.csv as columns."""
    with open(FOLDER / "sine.csv", newline="", encoding="utf-8") as file:
        rows = [(float(row["x"]), float(row["y"])) for row in csv.DictReader(file)]
    points = np.array(rows, dtype=np.float32)
    return points[:, :1], points[:, 1:]


def convert(model: keras.Model, calibration: np.ndarray | None) -> bytes:
    """float32 without calibration rows, else int8 inside and out."""
    # A fixed batch of one and constants for weights: runtimes on microcontrollers neither resize tensors nor keep
    # variables.
    call = tf.function(lambda x: model(x, training=False)).get_concrete_function(tf.TensorSpec([1, 1], tf.float32))
    converter = tf.lite.TFLiteConverter.from_concrete_functions([convert_variables_to_constants_v2(call)], model)
    if calibration is not None:
        # The board's library reads one scale for a whole dense layer.
        converter._experimental_disable_per_channel_quantization_for_dense_layers = True
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.representative_dataset = lambda: ([row.reshape(1, 1)] for row in calibration)
        converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


def run(model: bytes, xs: np.ndarray) -> np.ndarray:
    """The converted model's answers as real numbers."""
    interpreter = Interpreter(model_content=model)
    interpreter.allocate_tensors()
    ask, tell = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    answers = []
    for x in xs:
        if ask["dtype"] == np.int8:
            scale, zero = ask["quantization"]
            x = np.clip(np.round(x / scale) + zero, -128, 127)
        interpreter.set_tensor(ask["index"], np.array([[x]], dtype=ask["dtype"]))
        interpreter.invoke()
        y = float(interpreter.get_tensor(tell["index"])[0, 0])
        if tell["dtype"] == np.int8:
            scale, zero = tell["quantization"]
            y = (y - zero) * scale
        answers.append(y)
    return np.array(answers)


def check(name: str, answers: np.ndarray, xs: np.ndarray) -> None:
    """Prints the largest distance from the sine and stops if it is too large."""
    worst = float(np.abs(answers - np.sin(xs)).max())
    print(f"{name}: at most {worst:.3f} from the sine")
    if worst > ALLOWED[name]:
        raise SystemExit(f"the {name} model is too poor to be an example")


def main() -> None:
    """Trains, converts, checks and saves."""
    keras.utils.set_random_seed(SEED)
    x, y = load()
    model = keras.Sequential(
        [
            keras.layers.Input((1,)),
            keras.layers.Dense(16, activation="relu", name="hidden_1"),
            keras.layers.Dense(16, activation="relu", name="hidden_2"),
            keras.layers.Dense(1, name="value"),
        ],
        name="sine",
    )
    model.compile(keras.optimizers.Adam(0.005), "mse")
    model.fit(x, y, epochs=300, batch_size=32, verbose=0)
    model.optimizer.learning_rate = 0.0005
    model.fit(x, y, epochs=100, batch_size=64, verbose=0)

    # A copy has no optimizer, whose state only further training would need.
    bare = keras.models.clone_model(model)
    bare.set_weights(model.get_weights())
    xs = np.linspace(0, 2 * np.pi, 64, dtype=np.float32)
    check("keras", bare(xs.reshape(-1, 1)).numpy().ravel(), xs)
    bare.save(FOLDER / "model.keras")
    for name, calibration, path in (("float32", None, FOLDER), ("int8", x, FOLDER.parent / "sine_int8")):
        converted = convert(bare, calibration)
        check(name, run(converted, xs), xs)
        (path / "model.tflite").write_bytes(converted)


if __name__ == "__main__":
    main()
