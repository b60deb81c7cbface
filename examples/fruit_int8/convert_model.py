#!/usr/bin/env python3
"""Converts ../fruit/model.keras to model.tflite with 8-bit integers inside and out, calibrated on ../fruit/fruit.csv.

Needs tensorflow and ai-edge-litert (tools/setup installs them). The script fails if the converted model tells fewer
than 97 % of the rows right.

    python convert_model.py
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

LABELS = ["apple", "banana", "orange"]
FOLDER = Path(__file__).parent
SOURCE = FOLDER.parent / "fruit"


def load() -> tuple[np.ndarray, np.ndarray]:
    """The colours and the class numbers of fruit.csv."""
    with open(SOURCE / "fruit.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    colours = np.array([[float(row[name]) for name in ("Red", "Green", "Blue")] for row in rows], dtype=np.float32)
    return colours, np.array([LABELS.index(row["Fruit"]) for row in rows])


def convert(model: keras.Model, colours: np.ndarray) -> bytes:
    """int8 inside and out. The board's library reads one scale for a whole dense layer, so no more are made."""
    call = tf.function(lambda x: model(x, training=False)).get_concrete_function(tf.TensorSpec([1, 3], tf.float32))
    converter = tf.lite.TFLiteConverter.from_concrete_functions([convert_variables_to_constants_v2(call)], model)
    converter._experimental_disable_per_channel_quantization_for_dense_layers = True
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.representative_dataset = lambda: ([row.reshape(1, 3)] for row in colours)
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


def main() -> None:
    """Converts, checks on all rows and saves."""
    colours, classes = load()
    converted = convert(keras.models.load_model(SOURCE / "model.keras", compile=False), colours)
    interpreter = Interpreter(model_content=converted)
    interpreter.allocate_tensors()
    ask, tell = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    scale, zero = ask["quantization"]
    right = 0
    for colour, number in zip(colours, classes):
        raw = np.clip(np.round(colour / scale) + zero, -128, 127).astype(np.int8)
        interpreter.set_tensor(ask["index"], raw.reshape(1, 3))
        interpreter.invoke()
        right += int(interpreter.get_tensor(tell["index"])[0].argmax()) == number
    print(f"{right} of {len(classes)} rows right")
    if right < 0.97 * len(classes):
        raise SystemExit("the converted model is too poor to be an example")
    (FOLDER / "model.tflite").write_bytes(converted)


if __name__ == "__main__":
    main()
