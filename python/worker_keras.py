"""Facts of a Keras model: shapes, size, and what it says about the data set."""

from __future__ import annotations

import os
import warnings
from typing import Any

# Before the import: no chatter, no search for a GPU.
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
# Matrices of this size are multiplied sooner by one thread than handed out to several, and always in the same order.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

from worker_common import Json, TaskError  # noqa: E402

tf.get_logger().setLevel("ERROR")


def _is_archive(name: str) -> bool:
    """Whether a file begins as the formats do that Keras writes. Keras calls every other one missing."""
    with open(name, "rb") as file:
        return file.read(8).startswith((b"PK", b"\x89HDF"))


def _no_model(name: str, why: str) -> TaskError:
    return TaskError(
        f"{name} is not a Keras model that can be loaded: {why}",
        cure="save the model with model.save('model.keras'), without custom layers",
    )


def load_model(name: str) -> Any:
    """Loads a .keras or .h5 file without its optimizer; older files than the installed Keras are fine."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = tf.keras.models.load_model(name, compile=False, safe_mode=True)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        why = (str(error).splitlines() or [type(error).__name__])[0][:300]
        raise _no_model(name, why if _is_archive(name) else "it is neither a zip archive nor HDF5") from error
    if not isinstance(model, tf.keras.Model):
        raise _no_model(name, f"what it describes is {'nothing' if model is None else type(model).__name__}")
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise TaskError(
            f"{name} has {len(model.inputs)} inputs and {len(model.outputs)} outputs",
            cure="a model for a sketch has one input and one output",
        )
    return model


def _shape(tensor: Any) -> list[int]:
    return [1 if size is None else int(size) for size in tensor.shape[1:]]


def _last_activation(model: Any) -> str:
    for layer in reversed(model.layers):
        if type(layer).__name__ == "Softmax":
            return "softmax"
        activation = getattr(layer, "activation", None)
        if activation is not None:
            return str(getattr(activation, "__name__", activation))
    return ""


def predict(model: Any, rows: list[list[float]]) -> np.ndarray:
    """The model's outputs for rows of its inputs, one row each, as float32."""
    inputs = np.asarray(rows, dtype=np.float32).reshape([len(rows), *_shape(model.inputs[0])])
    # A direct call: predict() would build a graph for nothing at this size.
    return np.concatenate([model(inputs[i : i + 4096], training=False).numpy() for i in range(0, len(inputs), 4096)])


def keras_facts(request: Json) -> Json:
    """Shapes, last activation and parameters of `model`; with `rows` also its predictions, and with
    `classes` (a class number for each row) its accuracy on them."""
    model = load_model(request["model"])
    facts: Json = {
        "input_shape": _shape(model.inputs[0]),
        "output_shape": _shape(model.outputs[0]),
        "last_activation": _last_activation(model),
        "parameters": int(model.count_params()),
        "accuracy": -1.0,
    }
    rows = request.get("rows") or []
    if rows and len(rows[0]) == int(np.prod(facts["input_shape"])):
        outputs = predict(model, rows).reshape(len(rows), -1)
        facts["outputs"] = [[float(value) for value in row] for row in outputs]
        facts["predictions"] = [int(i) for i in outputs.argmax(axis=1)]
        if request.get("classes") and outputs.shape[1] > 1:
            facts["accuracy"] = float((outputs.argmax(axis=1) == np.asarray(request["classes"])).mean())
    return facts
