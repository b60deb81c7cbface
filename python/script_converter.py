"""What a script does with the TensorFlow Lite converter: settings, the rows that really pass, how it ended."""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import Any, Callable, Iterator

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

MOST_ROWS = 20000
MOST_BYTES = 32 << 20


def warm() -> None:
    """Imports tensorflow, Keras and LiteRT without computing anything."""
    import tensorflow as tf

    import worker_keras
    import worker_litert  # noqa: F401

    for lazy in (tf.keras.models.load_model, tf.lite.TFLiteConverter, worker_keras.load_model):
        assert lazy


class _Feed:
    """Stands between the converter and its representative data set."""

    def __init__(self, source: Any, descriptor: int, notes: dict[str, Any]) -> None:
        self._source = getattr(source, "input_gen", source)  # Of a tf.lite.RepresentativeDataset.
        self._descriptor, self._notes = descriptor, notes
        self._digest = hashlib.sha256()

    def __call__(self) -> Iterator[Any]:
        import numpy as np

        notes = self._notes
        notes.update(rows=0, elements=0, kept=0, types=[], uneven=False, shapes=[])
        with contextlib.suppress(OSError):  # A closed descriptor shows by the digest.
            os.ftruncate(self._descriptor, 0)  # The converter may ask more than once.
            os.lseek(self._descriptor, 0, os.SEEK_SET)
        self._digest = hashlib.sha256()
        notes["sha256"] = self._digest.hexdigest()
        for sample in self._source():
            arrays = list(sample.values()) if isinstance(sample, dict) else sample
            if not isinstance(arrays, (list, tuple)):
                arrays = [arrays]
            try:
                parts = [np.asarray(array) for array in arrays]
                self._note(np, parts)
            except (TypeError, ValueError):
                notes["rows"] += 1
                notes["uneven"] = True
            yield sample

    def _note(self, np: Any, parts: list[Any]) -> None:
        notes = self._notes
        for part in parts:
            if str(part.dtype) not in notes["types"]:
                notes["types"].append(str(part.dtype))
        shape = list(parts[0].shape)
        if shape not in notes["shapes"] and len(notes["shapes"]) < 5:
            notes["shapes"].append(shape)
        batch = shape[0] if len(shape) > 1 and len(parts) == 1 else 1
        flat = np.concatenate([part.astype(np.float32).reshape(-1) for part in parts])
        rows = flat.reshape(max(batch, 1), -1) if flat.size else flat.reshape(0, 0)
        notes["rows"] += len(rows)
        if not len(rows):
            return
        notes["elements"] = notes["elements"] or rows.shape[1]
        if rows.shape[1] != notes["elements"]:
            notes["uneven"] = True
            return
        room = min(MOST_ROWS - notes["kept"], (MOST_BYTES // (4 * notes["elements"])) - notes["kept"])
        if room > 0:
            block = np.ascontiguousarray(rows[:room]).tobytes()
            with contextlib.suppress(OSError):
                os.write(self._descriptor, block)
            self._digest.update(block)
            notes["sha256"] = self._digest.hexdigest()
            notes["kept"] += min(len(rows), room)


def _settings(converter: Any) -> dict[str, Any]:
    spec = getattr(converter, "target_spec", None)
    read: dict[str, Callable[[], Any]] = {
        "optimizations": lambda: [str(one) for one in converter.optimizations],
        "supported_ops": lambda: sorted(str(one) for one in spec.supported_ops),
        "supported_types": lambda: [str(one) for one in spec.supported_types],
        "input_type": lambda: str(converter.inference_input_type),
        "output_type": lambda: str(converter.inference_output_type),
        "representative": lambda: converter.representative_dataset is not None,
        "per_tensor_dense": lambda: bool(converter._experimental_disable_per_channel_quantization_for_dense_layers),
    }
    settings: dict[str, Any] = {}
    for name, get in read.items():
        try:
            settings[name] = get()
        except Exception:  # Whatever the script has put there; the converter will say so itself.
            settings[name] = None
    return settings


def watch(note: Callable[..., None], descriptor: int) -> None:
    """Wraps `convert` of every kind of converter."""
    import tensorflow as tf
    from tensorflow.lite.python import lite

    inside = [0]

    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        def convert(self: Any, *arguments: Any, **named: Any) -> Any:
            if inside[0]:
                return original(self, *arguments, **named)
            inside[0] += 1
            feed: dict[str, Any] = {}
            settings = _settings(self)
            source = getattr(self, "representative_dataset", None)
            error = ""
            try:
                if source is not None:
                    self.representative_dataset = _Feed(source, descriptor, feed)
                return original(self, *arguments, **named)
            except BaseException as raised:
                error = f"{type(raised).__name__}: {str(raised)[:500]}"
                raise
            finally:
                inside[0] -= 1
                note("convert", settings=settings, feed=feed, error=error)

        convert.__doc__, convert.__name__ = original.__doc__, "convert"
        return convert

    pending, done = [lite.TFLiteConverterBase], set()
    while pending:
        kind = pending.pop()
        if kind in done:
            continue
        done.add(kind)
        pending.extend(kind.__subclasses__())
        if "convert" in vars(kind):
            setattr(kind, "convert", wrap(vars(kind)["convert"]))
    assert tf
