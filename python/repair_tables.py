"""Words of the data that a script spells otherwise, the index among the columns, bytes and text."""

from __future__ import annotations

import ast
from typing import Iterator

from repair_source import Fault, Proposal, Source, last_name

# What a table that missed its words leads to.
LOST = ("artifact_empty", "class_lost", "label_lost", "labels_shuffled", "rows_lost", "script_failed")


def _words(source: Source, fault: Fault) -> Iterator[Proposal]:
    """A class or column in another case than in the data; only while no text has it right."""
    if not fault.has(*LOST):
        return
    columns, classes = fault.table_words()
    for known, called in ((classes, "class"), (columns, "column")):
        by_lower = {word.lower(): word for word in known}
        edits, changed = [], []
        for node in source.texts():
            right = by_lower.get(node.value.lower())
            if right is None or node.value in columns | classes or len(node.value) < 2:
                continue
            edits.append(source.replace(node, source.quoted(node, right)))
            changed.append(f"{node.value} -> {right}")
        if edits:
            what = f"writes the {called} as the data do: {', '.join(dict.fromkeys(changed))}"
            yield Proposal("script-words", "class_lost" if called == "class" else "script_failed", what, edits)


def _index(source: Source, fault: Fault) -> Iterator[Proposal]:
    """Row numbers that to_csv writes as a column without a name."""
    if not fault.ended_well:
        return
    for call in source.calls("to_csv"):
        names = {keyword.arg for keyword in call.keywords}
        if names & {"index", "index_label", None} or not call.args:
            continue
        end = source.end(call.keywords[-1].value if call.keywords else call.args[-1])
        yield Proposal(
            "script-index", "label_lost", "writes the table without its row numbers", [(end, end, ", index=False")]
        )


def _mode(source: Source, fault: Fault) -> Iterator[Proposal]:
    """A file opened for text that is given bytes, or the other way round."""
    wants_bytes = "must be str, not bytes" in fault.error or fault.error_type == "UnicodeDecodeError"
    wants_text = "a bytes-like object is required, not 'str'" in fault.error
    if not wants_bytes and not wants_text:
        return
    for call in source.calls("open"):
        mode = call.args[1] if len(call.args) > 1 else next((k.value for k in call.keywords if k.arg == "mode"), None)
        if mode is None and call.args and fault.error_type == "UnicodeDecodeError":
            end = source.end(call.args[0])
            if _is_at(source, call, fault.line):
                yield Proposal("script-mode", "script_failed", "opens the file for bytes", [(end, end, ", 'rb'")])
        if not isinstance(mode, ast.Constant) or not isinstance(mode.value, str) or not _is_at(source, call, fault.line):
            continue
        right = mode.value.replace("t", "") + "b" if wants_bytes else mode.value.replace("b", "")
        if ("b" in mode.value) == wants_bytes:
            continue
        what = f"opens the file for {'bytes' if wants_bytes else 'text'}"
        edits = [source.replace(mode, source.quoted(mode, right))]
        yield Proposal("script-mode", "script_failed", what, edits)


def _is_at(source: Source, call: ast.Call, line: int) -> bool:
    """Whether the file opened there is what the line is about."""
    statement = source.statement(call)
    if isinstance(statement, ast.With):
        return statement.lineno <= line <= (statement.end_lineno or 0)
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        name = statement.targets[0].id
        return any(
            call_at.lineno <= line <= (call_at.end_lineno or 0)
            and isinstance(call_at.func, ast.Attribute)
            and last_name(call_at.func.value) == name
            for call_at in source.all(ast.Call)
        )
    return statement.lineno <= line <= (statement.end_lineno or 0)


def propose(source: Source, fault: Fault) -> Iterator[Proposal]:
    """All of the above."""
    yield from _words(source, fault)
    yield from _index(source, fault)
    yield from _mode(source, fault)
