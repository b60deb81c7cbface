"""Settings of the converter: types, operators, quantisation, one scale for each dense layer."""

from __future__ import annotations

import ast
from typing import Iterator

from repair_source import Fault, Proposal, Source

TYPES = ("inference_input_type", "inference_output_type")
OPERATORS = "tf.lite.OpsSet.TFLITE_BUILTINS_INT8"
ONE_SCALE = "_experimental_disable_per_channel_quantization_for_dense_layers"


def _settings(source: Source) -> dict[str, ast.Assign]:
    """The last assignment of each attribute of a converter."""
    found = {}
    for assign in source.all(ast.Assign):
        target = assign.targets[0]
        if isinstance(target, ast.Attribute):
            found[target.attr] = assign
    return found


def _conversion(source: Source) -> tuple[ast.stmt | None, str]:
    """The statement that converts, and the converter's name."""
    for call in source.calls("convert"):
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            return source.statement(call), call.func.value.id
    return None, ""


def _types(source: Source, fault: Fault, settings: dict[str, ast.Assign]) -> Iterator[Proposal]:
    """Types of input and output as app.toml asks."""
    right = f"tf.{fault.io}"
    edits = []
    for name in TYPES:
        if name not in settings:
            continue
        value = source.value_of(settings[name].value)
        if source.code(value) == right:
            continue
        # Where one value serves for something else too, only the setting is changed.
        if value is not settings[name].value and _uses(source, settings[name].value) > 1:
            value = settings[name].value
        edits.append(source.replace(value, right))
    convert, converter = _conversion(source)
    if fault.io != "float32" and convert is not None:
        for name in TYPES:
            if name not in settings:
                edits.append(source.before(convert, f"{converter}.{name} = {right}"))
    yield Proposal("script-types", "dtype_not_as_asked", f"{fault.io} in and out, as the application asks", edits)


def _uses(source: Source, node: ast.expr) -> int:
    name = node.id if isinstance(node, ast.Name) else ""
    return sum(one.id == name and isinstance(one.ctx, ast.Load) for one in source.all(ast.Name))


def propose(source: Source, fault: Fault) -> Iterator[Proposal]:
    """One proposal for each setting that the judge, or the converter itself, complains of."""
    if fault.stage != "mc":
        return
    settings = _settings(source)
    convert, converter = _conversion(source)
    if convert is None:
        return
    floats_only = "inference_input_type and inference_output_type must be tf.float32" in fault.error
    quantises = "representative_dataset" in settings or OPERATORS in source.text
    if floats_only and quantises and "optimizations" not in settings:
        line = f"{converter}.optimizations = [tf.lite.Optimize.DEFAULT]"
        yield Proposal(
            "script-quantise", "conversion_failed", "asks for quantisation, since it is prepared for it",
            [source.before(convert, line)],
        )  # fmt: skip
    elif floats_only or fault.has("dtype_not_as_asked", "runtime_unsupported") or "inference_" in fault.error:
        yield from _types(source, fault, settings)
    if fault.has("dtype_not_as_asked") and fault.io == "int8" and "supported_ops" not in settings:
        line = f"{converter}.target_spec.supported_ops = [{OPERATORS}]"
        yield Proposal(
            "script-operators", "dtype_not_as_asked", "operators of whole numbers alone",
            [source.before(convert, line)],
        )  # fmt: skip
    if "supported_types` should be left" in fault.error and "supported_types" in settings:
        edits = [source.replace(settings["supported_types"].value, "[tf.int8]")]
        yield Proposal("script-operators", "conversion_failed", "tf.int8 inside, as its operators are", edits)
    per_channel = fault.has("runtime_numerics_differ") and fault.request.get("per_channel_dense_wrong", False)
    if per_channel and ONE_SCALE not in settings:
        line = f"{converter}.{ONE_SCALE} = True"
        yield Proposal(
            "script-per-channel", "runtime_numerics_differ", "one scale for each dense layer, as the runtime reads it",
            [source.before(convert, line)],
        )  # fmt: skip
