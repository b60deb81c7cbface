"""Keras to TensorFlow Lite, with settings that were decided elsewhere."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Iterator

import worker_keras  # Sets up tensorflow's environment; must come before it.
import numpy as np
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from worker_common import Json, TaskError


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Sends what tensorflow's C++ side and the converter print to nowhere."""
    saved = os.dup(1), os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        try:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
            yield
        finally:
            for target, copy in zip((1, 2), saved):
                os.dup2(copy, target)
                os.close(copy)


def _calibration(request: Json) -> np.ndarray:
    """The calibration rows: `calibration` of the data rows, the same share of every class, evenly spaced."""
    rows = np.asarray(request["rows"], dtype=np.float32)
    count = min(int(request.get("calibration", 0)) or len(rows), len(rows))
    if not len(rows):
        raise TaskError("int8 quantisation needs data rows to calibrate with", cure="add [data] to app.toml")
    classes = np.asarray(request.get("classes") or [0] * len(rows))
    order = np.argsort(classes, kind="stable")
    picked = np.sort(order[np.linspace(0, len(rows) - 1, count).round().astype(int)])
    return rows[picked]


def convert(request: Json) -> Json:
    """Converts `model` to `output`: `quantisation` float32 or int8, `io` float32 or int8.

    `per_tensor_dense` keeps one scale for each dense layer's weights, which older runtimes need."""
    model = worker_keras.load_model(request["model"])
    shape = [1 if size is None else int(size) for size in model.inputs[0].shape[1:]]
    # A fixed batch of one and constants for weights: runtimes on microcontrollers neither resize tensors
    # nor keep variables.
    function = tf.function(lambda x: model(x, training=False))
    frozen = convert_variables_to_constants_v2(function.get_concrete_function(tf.TensorSpec([1, *shape], tf.float32)))
    converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen], model)
    converter._experimental_disable_per_channel_quantization_for_dense_layers = bool(request["per_tensor_dense"])
    answer: Json = {"calibration_rows": 0}
    match request["quantisation"]:
        case "float32":
            if request["io"] != "float32":
                raise TaskError("a float32 model has float32 input and output")
        case "int8":
            rows = _calibration(request)
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
            converter.representative_dataset = lambda: ([row.reshape(1, *shape)] for row in rows)
            dtype = {"float32": tf.float32, "int8": tf.int8}.get(request["io"])
            if dtype is None:
                raise TaskError(f"input and output of type {request['io']!r} are not supported")
            converter.inference_input_type = converter.inference_output_type = dtype
            answer = {
                "calibration_rows": int(len(rows)),
                "calibration_sha256": hashlib.sha256(rows.tobytes()).hexdigest(),
            }
        case other:
            raise TaskError(f"quantisation is float32 or int8, not {other!r}")
    try:
        with _quiet():
            content = converter.convert()
    except (ValueError, RuntimeError, TypeError, tf.errors.OpError) as error:
        raise TaskError(f"the converter refuses: {str(error).strip().splitlines()[-1][:300]}") from error
    Path(request["output"]).write_bytes(content)
    return answer | {"output": request["output"], "bytes": len(content)}
