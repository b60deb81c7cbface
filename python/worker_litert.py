"""Runs a .tflite model with LiteRT, the reference runtime, on the data set."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from worker_common import Json, TaskError


def _run(name: str, rows: np.ndarray) -> tuple[np.ndarray, Json]:
    """Real-valued outputs for real-valued inputs, and the types on the way."""
    try:
        interpreter = Interpreter(model_content=Path(name).read_bytes(), num_threads=1)
        interpreter.allocate_tensors()
    except (OSError, ValueError, RuntimeError) as error:
        raise TaskError(f"{name} cannot be run: {str(error).splitlines()[0][:300]}") from error
    source, target = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    outputs = []
    for row in rows:
        value = row.reshape(source["shape"])
        scale, zero = source["quantization"]
        if np.issubdtype(source["dtype"], np.integer):
            limits = np.iinfo(source["dtype"])
            value = np.clip(np.round(value / scale) + zero, limits.min, limits.max)
        interpreter.set_tensor(source["index"], value.astype(source["dtype"]))
        interpreter.invoke()
        result = interpreter.get_tensor(target["index"]).reshape(-1).astype(np.float64)
        scale, zero = target["quantization"]
        if np.issubdtype(target["dtype"], np.integer):
            result = (result - zero) * scale
        outputs.append(result)
    types = {"input_type": np.dtype(source["dtype"]).name, "output_type": np.dtype(target["dtype"]).name}
    return np.asarray(outputs), types


def check_model(request: Json) -> Json:
    """Outputs of `model` for `rows`; with `classes` its accuracy, with `reference` (the Keras outputs for the
    same rows) the share of equal labels and the largest difference of an output."""
    rows = np.asarray(request["rows"], dtype=np.float32)
    if not len(rows):
        raise TaskError("a model is checked on rows, and none are given")
    outputs, answer = _run(request["model"], rows)
    labels = outputs.argmax(axis=1)
    answer["outputs"] = outputs.tolist()
    answer["predictions"] = [int(i) for i in labels]
    answer["accuracy"] = -1.0
    if request.get("classes") and outputs.shape[1] > 1:
        answer["accuracy"] = float((labels == np.asarray(request["classes"])).mean())
    if request.get("reference"):
        reference = np.asarray(request["reference"], dtype=np.float64).reshape(outputs.shape)
        answer["agreement"] = float((labels == reference.argmax(axis=1)).mean())
        answer["largest_difference"] = float(np.abs(outputs - reference).max())
        worst = int(np.abs(outputs - reference).max(axis=1).argmax())
        answer["worst_row"] = worst
    return answer
