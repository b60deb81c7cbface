"""Files that are not where the script looks, and files that were asked for under another name."""

from __future__ import annotations

import ast
import difflib
import re
from pathlib import PurePosixPath
from typing import Iterator

from repair_source import Fault, Proposal, Source, plain

# How Python, pandas, Keras and TensorFlow name a file that they do not find.
NOT_FOUND = (
    re.compile(r"No such file or directory: '([^']+)'"),
    re.compile(r"unable to open file: name = '([^']+)'"),
    re.compile(r"SavedModel file does not exist at: (.+?)/?\{"),
    re.compile(r"File format not supported: filepath=(\S+?)\.? "),
    re.compile(r"File not found: filepath=(\S+?)\.? "),
    re.compile(r"[Ff]ile (\S+) does not exist"),
    re.compile(r"Unsupported file format: (\S+)"),
)
NO_FOLDER = re.compile(r"non-existent directory: '([^']+)'")
NOT_DEFINED = re.compile(r"name '(\w+)' is not defined")
LOADS = ("load_model", "from_saved_model")
MODELS = (".keras", ".h5", ".hdf5", "")
LIKE = 0.75  # Ratio of two names of which one is a slip for the other, ...
BY_FAR = 0.08  # ... by so much nearer than any third.


def _missing(fault: Fault) -> str:
    for pattern in NOT_FOUND:
        if match := pattern.search(fault.error):
            return match[1]
    return ""


def _meant(path: str, fault: Fault) -> tuple[str, bool]:
    """The file that is there, and whether there is no doubt."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in MODELS and fault.keras and not path.endswith("/"):
        return fault.keras, True
    there = [name for name in fault.files if PurePosixPath(name).suffix.lower() == suffix]
    base = PurePosixPath(path).name.lower()
    same = [name for name in there if PurePosixPath(name).name.lower() == base]
    if len(same) == 1:
        return same[0], True
    if len(there) == 1:
        return there[0], not _is_derived(base, there[0])
    ranked = sorted(
        ((difflib.SequenceMatcher(None, base, PurePosixPath(name).name.lower()).ratio(), name) for name in there),
        reverse=True,
    )
    if not ranked:
        return "", False
    sure = ranked[0][0] >= LIKE and ranked[0][0] - ranked[1][0] >= BY_FAR and not _is_derived(base, ranked[0][1])
    return ranked[0][1], sure


def _is_derived(name: str, other: str) -> bool:
    """Whether one is called after the other, with more words: balanced_colours.csv is no slip for colours.csv."""
    words, others = (set(re.split(r"[_\W]+", PurePosixPath(one).stem.lower())) for one in (name, other))
    return words != others and (words > others or words < others)


def _written_by(source: Source, node: ast.AST) -> bool:
    """Whether the literal, or the name that holds it, is a file to write."""
    names = {
        target.id
        for one in source.all(ast.Assign)
        if one.value is node
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    for call in source.all(ast.Call):
        first = call.args[0] if call.args else None
        uses = first is node or (isinstance(first, ast.Name) and first.id in names)
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if not uses:
            continue
        if name.startswith(("to_", "save", "write")):
            return True
        mode = call.args[1] if len(call.args) > 1 else None
        if name == "open" and isinstance(mode, ast.Constant) and set(str(mode.value)) & set("wax"):
            return True
    return False


def _folder(source: Source, literals: list[ast.Constant], folder: str) -> Proposal:
    """Makes the folder before the statement of the module that first names a file in it."""
    at = source.outermost(literals[0])
    edits = [source.before(at, f"os.makedirs({source.quoted(literals[0], folder)}, exist_ok=True)")]
    if "os" not in source.imported():
        edits.insert(0, source.add_import("import os"))
    return Proposal("script-paths", "script_failed", f"makes the folder {folder}", edits)


def _inputs(source: Source, fault: Fault) -> Iterator[Proposal]:
    """The literal of a path that does not exist."""
    if match := NO_FOLDER.search(fault.error):
        folder = plain(match[1])
        literals = [node for node in source.texts() if str(PurePosixPath(plain(node.value)).parent) == folder]
        if literals:
            yield _folder(source, literals, folder)
        return
    missing = _missing(fault)
    if not missing:
        return
    literals = [node for node in source.texts() if plain(node.value) == plain(missing)]
    written = [node for node in literals if _written_by(source, node)]
    folder = str(PurePosixPath(plain(missing)).parent)
    is_there = any(PurePosixPath(name).is_relative_to(folder) for name in [*fault.files, *fault.written])
    if written and not is_there:
        yield _folder(source, written, folder)
        return
    meant, sure = _meant(missing, fault)
    if not meant or plain(meant) == plain(missing):
        return
    edits = [source.replace(node, source.quoted(node, meant)) for node in literals]
    if not edits:
        return
    # A file that the script names beside it is not meant twice.
    words = [node.value for node in source.all(ast.Constant) if isinstance(node.value, str)]
    sure = sure and all(plain(word) != plain(meant) for word in words)
    yield Proposal("script-paths", "script_failed", f"reads {meant} in place of {missing}", edits, sure)


def _loading(source: Source, fault: Fault) -> Iterator[Proposal]:
    """A Keras file that is loaded as a folder of another format; a model that has no name yet."""
    if not fault.keras or not fault.error:
        return
    match = NOT_DEFINED.match(fault.error)
    unknown = match[1] if match and match[1] not in source.defined() else ""
    literal = f'"{fault.keras}"'
    for call in source.calls("from_saved_model"):
        if not call.args or not isinstance(call.func, ast.Attribute) or not _missing(fault):
            continue
        path = source.value_of(call.args[0])
        edits = [source.replace_name(call.func, "from_keras_model")]
        if isinstance(path, ast.Constant) and path is not call.args[0]:
            edits.append(source.replace(path, literal))
            edits.append(source.replace(call.args[0], f"tf.keras.models.load_model({source.code(call.args[0])})"))
        else:
            edits.append(source.replace(call.args[0], f"tf.keras.models.load_model({literal})"))
        yield Proposal("script-model", "conversion_failed", "loads the Keras model as what it is", edits)
    if not unknown:
        return
    for call in source.calls(*LOADS):
        if call.args and isinstance(call.args[0], ast.Name) and call.args[0].id == unknown:
            edits = [source.replace(call.args[0], literal)]
            yield Proposal("script-paths", "script_failed", f"loads {fault.keras}", edits)
            return
    for call in source.calls("from_keras_model"):
        if call.args and isinstance(call.args[0], ast.Name) and call.args[0].id == unknown:
            line = f"{unknown} = tf.keras.models.load_model({literal})"
            edits = [source.before(source.outermost(call), line)]
            yield Proposal("script-model", "script_failed", f"loads {fault.keras} as {unknown}", edits)
            return
    outputs = [name for name in fault.outputs if name.endswith(".tflite")]
    for call in source.calls("open"):
        if call.args and isinstance(call.args[0], ast.Name) and call.args[0].id == unknown:
            name = outputs[0] if outputs else "model.tflite"
            what = f"writes {name}, since nothing says what {unknown} is"
            yield Proposal("script-paths", "script_failed", what, [source.replace(call.args[0], f'"{name}"')])
            return


def _outputs(source: Source, fault: Fault) -> Iterator[Proposal]:
    """The only file written that nobody asked for, where one that was asked for is missing."""
    if not fault.has("artifact_missing"):
        return
    for wanted in fault.outputs:
        if wanted in fault.written:
            continue
        suffix = PurePosixPath(wanted).suffix
        others = [
            name for name in fault.written if name not in fault.outputs and PurePosixPath(name).suffix == suffix
        ]
        missing = [name for name in fault.outputs if name not in fault.written and name.endswith(suffix)]
        if len(others) != 1 or len(missing) != 1:
            continue
        literals = [node for node in source.texts() if plain(node.value) == plain(others[0])]
        edits = [source.replace(node, source.quoted(node, wanted)) for node in literals]
        yield Proposal("script-paths", "artifact_missing", f"writes {wanted} in place of {others[0]}", edits)


def propose(source: Source, fault: Fault) -> Iterator[Proposal]:
    """All of the above."""
    # Which format it is comes before where it lies: the first edit of a place is made.
    yield from _loading(source, fault)
    yield from _inputs(source, fault)
    yield from _outputs(source, fault)
