"""A representative data set of noise, or of what cannot be had: real rows of the data in its place."""

from __future__ import annotations

import ast
from typing import Iterator

from repair_source import Fault, Proposal, Source


FEEDS = "in _feed_tensors"  # Where TensorFlow takes the rows, in a traceback.


def _generator(source: Source) -> tuple[ast.Assign | None, ast.expr | None]:
    """Where a converter is given its representative data set, and what it is given."""
    for assign in source.all(ast.Assign):
        target = assign.targets[0]
        if isinstance(target, ast.Attribute) and target.attr == "representative_dataset":
            value = assign.value
            if isinstance(value, ast.Call) and value.args:  # tf.lite.RepresentativeDataset(function)
                value = value.args[0]
            return assign, value
    return None, None


def _rows(fault: Fault) -> list[str]:
    """Statements that yield the rows of the data, one at a time, as the model takes them."""
    columns = "[" + ", ".join(f'"{name}"' for name in fault.features) + "]"
    if len(fault.data_files) == 1:
        table = f'pd.read_csv("{fault.data_files[0]}")'
    else:
        names = ", ".join(f'"{name}"' for name in fault.data_files)
        table = f"pd.concat(map(pd.read_csv, [{names}]))"
    shape = ", ".join(str(size) for size in [1, *fault.request["input_shape"]])
    lines = [f'rows = {table}[{columns}].dropna().to_numpy("float32")']
    scaling = fault.request.get("scaling", [])
    if scaling:
        offsets = ", ".join(repr(one["offset"]) for one in scaling)
        divisors = ", ".join(repr(one["divisor"]) for one in scaling)
        lines.append(f'rows = ((rows - [{offsets}]) / [{divisors}]).astype("float32")')
    return [*lines, "for row in rows:", f"    yield [row.reshape({shape})]"]


def _known(fault: Fault) -> bool:
    """Whether a row of the table is one input of the model."""
    size = 1
    for part in fault.request.get("input_shape", []):
        size *= part
    return (
        bool(fault.data_files)
        and bool(fault.features)
        and fault.request.get("window", 1) <= 1
        and size == len(fault.features)
    )


def propose(source: Source, fault: Fault) -> Iterator[Proposal]:
    """The function's own name and place stay; what it yields are rows of the data."""
    assign, value = _generator(source)
    if assign is None or value is None or fault.stage != "mc":
        return
    function = next(
        (
            one
            for one in source.all(ast.FunctionDef)
            if isinstance(value, ast.Name) and one.name == value.id and not one.args.args
        ),
        None,
    )
    place: ast.AST = function or value
    inside = place.lineno <= fault.line <= (place.end_lineno or 0)  # type: ignore[attr-defined]
    feeds = FEEDS in fault.traceback or "Cannot set tensor" in fault.error
    unknown = isinstance(value, ast.Name) and f"name '{value.id}' is not defined" in fault.error
    if not (fault.has("calibration_noise") or inside or feeds or unknown):
        return
    what = "calibrates with the rows of the data set"
    if not _known(fault):
        yield Proposal("script-calibration", "calibration_noise", what, [(0, 0, "")], certain=False)
        return
    edits = []
    if "pd" not in source.imported():
        edits.append(source.add_import("import pandas as pd"))
    if function is not None:
        body = function.body
        first = body[1] if len(body) > 1 and ast.get_docstring(function) is not None else body[0]
        if first.lineno == function.lineno:  # All on one line.
            blanks = source.indent(function) + "    "
            start = source.line_end + blanks
        else:
            blanks, start = source.indent(first), ""
        text = start + (source.line_end + blanks).join(_rows(fault))
        edits.append((source.begin(first), source.end(body[-1]), text))
    elif isinstance(value, ast.Lambda) or unknown:
        name = value.id if isinstance(value, ast.Name) else "representative_rows"
        blanks = source.indent(assign)
        lines = [f"def {name}():", *("    " + line for line in _rows(fault))]
        edits.append(source.before(assign, (source.line_end + blanks).join(lines)))
        if isinstance(value, ast.Lambda):
            edits.append(source.replace(value, name))
    else:
        return
    yield Proposal("script-calibration", "calibration_noise", what, edits)
