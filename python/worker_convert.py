"""Keras to TensorFlow Lite, with settings that were decided elsewhere."""

from __future__ import annotations

import contextlib
import hashlib
import os
import traceback
from pathlib import Path
from typing import Any, Iterator

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


class _Feed:
    """Stands between the converter and its representative data set, and notes what really goes in."""

    HEAD = 5

    def __init__(self, source: Any) -> None:
        self._source = getattr(source, "input_gen", source)  # Of a tf.lite.RepresentativeDataset.
        self.hashes: list[str] = []
        self.head: list[list[float]] = []

    def __call__(self) -> Iterator[Any]:
        self.hashes, self.head = [], []  # The converter may ask more than once.
        for sample in self._source():
            arrays = sample.values() if isinstance(sample, dict) else sample
            if isinstance(arrays, (np.ndarray, tf.Tensor)):
                arrays = [arrays]
            row = np.concatenate([np.asarray(array, dtype=np.float32).reshape(-1) for array in arrays])
            self.hashes.append(hashlib.sha256(row.tobytes()).hexdigest())
            if len(self.head) < self.HEAD:
                self.head.append([float(value) for value in row])
            yield sample


def _configure(converter: Any, rows: np.ndarray, code: str) -> None:
    """Lets `configure(converter, rows)` of a model's code set the converter up."""
    names: Json = {"np": np, "tf": tf, "__name__": "configure"}
    try:
        exec(compile(code, "configure.py", "exec"), names)
        names["configure"](converter, rows)
    except BaseException as error:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "configure.py"]
        line = getattr(error, "lineno", None) or (lines[-1] if lines else 0)
        raise TaskError(f"configure fails in line {line}: {type(error).__name__}: {str(error)[:300]}") from error


def convert(request: Json) -> Json:
    """Converts `model` to `output`: `quantisation` float32 or int8, `io` float32 or int8.

    `per_tensor_dense` keeps one scale for each dense layer's weights, which older runtimes need. With `code`, its
    function configure(converter, rows) makes all settings but that one. The answer says what was fed."""
    model = worker_keras.load_model(request["model"])
    shape = [1 if size is None else int(size) for size in model.inputs[0].shape[1:]]
    # A fixed batch of one and constants for weights: runtimes on microcontrollers neither resize tensors
    # nor keep variables.
    function = tf.function(lambda x: model(x, training=False))
    frozen = convert_variables_to_constants_v2(function.get_concrete_function(tf.TensorSpec([1, *shape], tf.float32)))
    converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen], model)
    converter._experimental_disable_per_channel_quantization_for_dense_layers = bool(request["per_tensor_dense"])
    if code := request.get("code", ""):
        _configure(converter, _calibration(request), code)
    else:
        _set_up(converter, request, shape)
    feed = None
    if converter.representative_dataset is not None:
        feed = converter.representative_dataset = _Feed(converter.representative_dataset)
    try:
        with _quiet():
            content = converter.convert()
    except Exception as error:
        if not code and not isinstance(error, (ValueError, RuntimeError, TypeError, tf.errors.OpError)):
            raise  # Of our own settings, anything else is a bug.
        reason = (str(error).strip().splitlines() or [type(error).__name__])[-1]
        raise TaskError(f"the converter refuses: {reason[:300]}") from error
    Path(request["output"]).write_bytes(content)
    return {
        "output": request["output"],
        "bytes": len(content),
        "calibration_rows": len(feed.hashes) if feed else 0,
        "calibration_sha256": feed.hashes if feed else [],
        "calibration_head": feed.head if feed else [],
    }


def _set_up(converter: Any, request: Json, shape: list[int]) -> None:
    """The tool's own settings."""
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
        case other:
            raise TaskError(f"quantisation is float32 or int8, not {other!r}")
