"""Runs a script's text in this process and notes what it opens, which errors it catches and how it ends."""

from __future__ import annotations

import ast
import builtins
import contextlib
import json
import linecache
import os
import sys
import traceback
from typing import Any

Json = dict[str, Any]

CAUGHT = "__autopilot_caught__"
MOST_NOTES = 3000
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


class Trace:
    """Writes one JSON object a line to a descriptor that the script does not know."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._left = descriptor, MOST_NOTES

    def note(self, what: str, **facts: Any) -> None:
        """Never fails: a full disk must not look like a fault of the script."""
        if self._left <= 0 and what != "end":
            return
        self._left -= 1
        with contextlib.suppress(OSError, ValueError, TypeError):
            os.write(self._descriptor, (json.dumps({"what": what, **facts}) + "\n").encode())


def _relative(path: Any, work: str) -> str | None:
    """The path below the script's folder, or None for anything else."""
    if not isinstance(path, (str, bytes, os.PathLike)):
        return None
    text = os.fsdecode(path)
    whole = os.path.normpath(os.path.join(work, text))
    return os.path.relpath(whole, work) if whole.startswith(work + os.sep) else None


def watch_files(trace: Trace, work: str) -> None:
    """Notes every file of the folder that is opened. Where the application's files are mounted in folders, one that
    is missing beside them is made when it is written into: layouts have a folder for results there."""
    seen: set[tuple[str, bool]] = set()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and len(arguments) == 3:
            name = _relative(arguments[0], work)
            if name is None:
                return
            mode, flags = arguments[1], arguments[2]
            writes = bool(flags & WRITING) if isinstance(flags, int) and flags else False
            writes = writes or (isinstance(mode, str) and any(letter in mode for letter in "wax+"))
            parent = os.path.dirname(os.path.join(work, name))
            above = os.path.dirname(parent)
            if writes and not os.path.isdir(parent) and os.path.isdir(above) and above.startswith(work + os.sep):
                with contextlib.suppress(OSError):
                    os.mkdir(parent)
                    trace.note("folder", path=os.path.dirname(name))
            if (name, writes) not in seen:
                seen.add((name, writes))
                trace.note("open", path=name, writes=writes, exists=os.path.exists(os.path.join(work, name)))
        elif event in ("shutil.copyfile", "os.rename", "os.link", "os.symlink") and len(arguments) >= 2:
            trace.note("copy", source=_relative(arguments[0], work), target=_relative(arguments[1], work))

    sys.addaudithook(hook)


def _is_broad(kind: ast.expr | None) -> bool:
    """Whether a handler takes any error."""
    if isinstance(kind, ast.Tuple):
        return any(_is_broad(one) for one in kind.elts)
    return kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException"))


def _is_idle(statement: ast.stmt) -> bool:
    """Whether a statement mends nothing: it says something, gives up or sets a constant."""
    if isinstance(statement, (ast.Pass, ast.Continue, ast.Break)):
        return True
    if isinstance(statement, ast.Return):
        return statement.value is None or isinstance(statement.value, (ast.Constant, ast.Name))
    if isinstance(statement, ast.Assign):
        return isinstance(statement.value, (ast.Constant, ast.Name))
    if not isinstance(statement, ast.Expr):
        return False
    call = statement.value
    if isinstance(call, ast.Constant):
        return True
    words = ("print", "log", "warn", "traceback", "error", "debug", "info", "exit", "quit", "write")
    return isinstance(call, ast.Call) and any(word in ast.unparse(call.func).lower() for word in words)


def _is_value(body: list[ast.stmt]) -> bool:
    """Whether a handler does nothing but give back a constant: the value of what cannot be converted."""
    return len(body) == 1 and isinstance(body[0], ast.Return) and not isinstance(body[0].value, ast.Name)


class _Handlers(ast.NodeTransformer):
    """Lets every handler of an error say that it was reached."""

    def __init__(self) -> None:
        self._loops = 0

    def _visit_loop(self, node: ast.AST) -> ast.AST:
        self._loops += 1
        self.generic_visit(node)
        self._loops -= 1
        return node

    visit_For = visit_While = _visit_loop

    def visit_Try(self, node: ast.Try) -> ast.AST:
        """One of several attempts in a loop, which ends with the first that does, swallows nothing."""
        leaves = any(
            isinstance(one, (ast.Break, ast.Return)) for part in (*node.body, *node.orelse) for one in ast.walk(part)
        )
        attempt = self._loops > 0 and leaves
        for handler in node.handlers:
            facts = (
                handler.lineno,
                _is_broad(handler.type) and not attempt,
                all(_is_idle(one) for one in handler.body) and not attempt and not _is_value(handler.body),
                all(isinstance(one, ast.Pass) for one in handler.body) or attempt,
                self._loops > 0,
            )
            call = ast.Call(ast.Name(CAUGHT, ast.Load()), [ast.Constant(fact) for fact in facts], [])
            handler.body.insert(0, ast.copy_location(ast.Expr(call), handler))
        self.generic_visit(node)
        return node


def watch_handlers(trace: Trace, tree: ast.Module) -> ast.Module:
    """Notes each error that the script catches."""

    def caught(line: int, broad: bool, idle: bool, expected: bool, looped: bool) -> None:
        kind, error, _ = sys.exc_info()
        facts = {"type": kind.__name__ if kind else "", "message": str(error)[:300], "broad": broad, "idle": idle}
        trace.note("caught", line=line, expected=expected, looped=looped, **facts)

    setattr(builtins, CAUGHT, caught)
    original = contextlib.suppress.__exit__

    def leave(self: Any, kind: Any, error: Any, frames: Any) -> Any:
        result = original(self, kind, error, frames)
        if result and kind is not None and frames is not None:
            if frames.tb_frame.f_globals.get("__name__") == "__main__":
                broad = any(one in (Exception, BaseException) for one in self._exceptions)
                facts = {"type": kind.__name__, "message": str(error)[:300], "broad": broad, "idle": True}
                trace.note("suppressed", line=frames.tb_lineno, **facts)
        return result

    contextlib.suppress.__exit__ = leave  # type: ignore[method-assign]
    return ast.fix_missing_locations(_Handlers().visit(tree))


def _frames(error: BaseException, file: str) -> Json:
    """Where an error arose: the script's last line on the way, and the module of the innermost frame."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == file]
    inner = frames[-1].filename if frames else ""
    return {
        "line": own[-1].lineno if own else getattr(error, "lineno", 0) or 0,
        "text": own[-1].line if own else "",
        "in_script": bool(own) and inner == file,
        "passes": sorted({_package(frame.filename) for frame in frames} - {""}),
        "inner": _package(inner),
    }


def _package(file: str) -> str:
    """The package that a file of site-packages belongs to."""
    parts = file.replace("\\", "/").split("/site-packages/")
    return parts[-1].split("/")[0] if len(parts) > 1 else ""


def execute(job: Any) -> int:
    """Runs the script as __main__; its exit status as the shell would see it."""
    trace = Trace(job.trace)
    file = str(job.work / job.name)
    work = str(job.work)
    if job.instrument:
        import script_converter

        script_converter.watch(trace, job.feed)
    for path in [p for p in sys.path if p.rstrip("/").endswith("/python") or p == ""]:
        sys.path.remove(path)
    sys.path.insert(0, work)
    sys.argv = [job.name, *job.arguments]
    linecache.cache[file] = (len(job.text), None, job.text.splitlines(keepends=True), file)
    import __main__

    names = __main__.__dict__
    names.clear()
    names.update({"__name__": "__main__", "__file__": file, "__builtins__": builtins, "__doc__": None})
    watch_files(trace, work)
    try:
        tree = watch_handlers(trace, ast.parse(job.text, file))
        code = compile(tree, file, "exec")
        exec(code, names)
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
        if leaving.code is not None and not isinstance(leaving.code, int):
            print(leaving.code, file=sys.stderr)
        trace.note("end", status=status, exits=True)
        return int(status)
    except BaseException as error:
        facts = {"type": type(error).__name__, "message": str(error)[:2000], **_frames(error, file)}
        if isinstance(error, ImportError):
            facts["module"] = error.name or ""
        trace.note("end", status=1, error=facts)
        own = error.__traceback__
        while own is not None and own.tb_frame.f_code.co_filename != file:
            own = own.tb_next
        traceback.print_exception(type(error), error, own)
        return 1
    trace.note("end", status=0)
    return 0
