"""Runs a script's text in this process and notes what it opens, which errors it catches and how it ends."""

from __future__ import annotations

import ast
import atexit
import builtins
import contextlib
import gc
import linecache
import os
import sys
import threading
import traceback
import weakref
from typing import Any, Callable

import script_record
from script_record import Guard, Note

Json = dict[str, Any]

CAUGHT = "__autopilot_caught__"
BYTE_ORDER_MARK = "\ufeff"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


def _relative(path: Any, work: str) -> str | None:
    """The path below the script's folder, or None for anything else."""
    if not isinstance(path, (str, bytes, os.PathLike)):
        return None
    try:
        whole = os.path.abspath(os.fsdecode(path))
    except OSError:
        return None  # The folder that the script is in is gone.
    return os.path.relpath(whole, work) if whole.startswith(work + os.sep) else None


def watch_files(note: Note, work: str, guard: Guard) -> None:
    """Notes every file of the folder that is opened. Where the application's files are mounted in folders, one that
    is missing beside them is made when it is written into: layouts have a folder for results there. Also notes what
    would blind the watching; a hook cannot be taken away again."""
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
                    note("folder", path=os.path.dirname(name))
            if (name, writes) not in seen:
                seen.add((name, writes))
                note("open", path=name, writes=writes, exists=os.path.exists(os.path.join(work, name)))
        elif event in ("shutil.copyfile", "os.rename", "os.link", "os.symlink") and len(arguments) >= 2:
            note("copy", source=_relative(arguments[0], work), target=_relative(arguments[1], work))
        elif event == "object.__setattr__" and guard.is_own(arguments[0]):
            note("tampered", name=arguments[0].__qualname__)
        elif event == "os.exec":
            note("exec")
        elif event in ("subprocess.Popen", "os.system", "os.posix_spawn"):
            note("starts")

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


def watch_handlers(note: Note, tree: ast.Module) -> tuple[ast.Module, Callable[[], list[str]]]:
    """Notes each error that the script catches. Also gives what tells whether it still does."""

    def caught(line: int, broad: bool, idle: bool, expected: bool, looped: bool) -> None:
        kind, error, _ = sys.exc_info()
        facts = {"type": kind.__name__ if kind else "", "message": str(error)[:300], "broad": broad, "idle": idle}
        note("caught", line=line, expected=expected, looped=looped, **facts)

    setattr(builtins, CAUGHT, caught)
    original = contextlib.suppress.__exit__

    def leave(self: Any, kind: Any, error: Any, frames: Any) -> Any:
        result = original(self, kind, error, frames)
        if result and kind is not None and frames is not None:
            if frames.tb_frame.f_globals.get("__name__") == "__main__":
                broad = any(one in (Exception, BaseException) for one in self._exceptions)
                facts = {"type": kind.__name__, "message": str(error)[:300], "broad": broad, "idle": True}
                note("suppressed", line=frames.tb_lineno, **facts)
        return result

    contextlib.suppress.__exit__ = leave  # type: ignore[method-assign]

    def changed() -> list[str]:
        wrong = [] if getattr(builtins, CAUGHT, None) is caught else [CAUGHT]
        return wrong if contextlib.suppress.__exit__ is leave else [*wrong, "contextlib.suppress"]

    return ast.fix_missing_locations(_Handlers().visit(tree)), changed


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


def _begin_afresh() -> None:
    """Forgets what the warm process meant to do at its end, but for what every Python does there."""
    gc.freeze()  # What was there before is nobody's to collect.
    atexit._clear()
    atexit.register(weakref.finalize._exitfunc)  # type: ignore[attr-defined]
    for module, function in (("logging", "shutdown"), ("multiprocessing.util", "_exit_function")):
        if module in sys.modules:
            atexit.register(getattr(sys.modules[module], function))


def _finish(names: Json) -> None:
    """What Python does when a script has ended: waits for threads, calls what is registered, closes files."""
    for step in (threading._shutdown, atexit._run_exitfuncs, names.clear, gc.collect):  # type: ignore[attr-defined]
        try:
            step()
        except BaseException:
            traceback.print_exc()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()


def _watch_quick_end(end: Callable[..., None]) -> None:
    """A script may end without ceremony; that, too, is its end."""
    leave = os._exit

    def watched(status: int) -> None:
        end(status=status, exits=True)
        leave(status)

    os._exit = watched  # type: ignore[assignment]


def execute(job: Any) -> int:
    """Runs the script as __main__; its exit status as the shell would see it."""
    note = script_record.recorder(job.trace, job.seal)
    file = str(job.work / job.name)
    work = str(job.work)
    watching = [sys.modules[__name__], script_record]
    if job.instrument:
        import script_converter

        script_converter.watch(note, job.feed)
        watching.append(script_converter)
    for path in [p for p in sys.path if p.rstrip("/").endswith("/python") or p == ""]:
        sys.path.remove(path)
    sys.path.insert(0, work)
    sys.argv = [job.name, *job.arguments]
    text = job.text.removeprefix(BYTE_ORDER_MARK)
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    import __main__

    names = __main__.__dict__
    names.clear()
    names.update({"__name__": "__main__", "__file__": file, "__builtins__": builtins, "__doc__": None})
    guard = Guard(watching)
    handlers: list[Callable[[], list[str]]] = []

    def end(**facts: Any) -> None:
        for name in [*guard.changed(), *(one for handler in handlers for one in handler())]:
            note("tampered", name=name)
        note("end", **facts)

    _begin_afresh()
    _watch_quick_end(end)
    watch_files(note, work, guard)
    facts: Json = {"status": 0}
    try:
        tree, changed = watch_handlers(note, ast.parse(text, file))
        handlers.append(changed)
        exec(compile(tree, file, "exec"), names)
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
        if leaving.code is not None and not isinstance(leaving.code, int):
            print(leaving.code, file=sys.stderr)
        facts = {"status": int(status), "exits": True}
    except BaseException as error:
        said = {"type": type(error).__name__, "message": str(error)[:2000], **_frames(error, file)}
        if isinstance(error, ImportError):
            said["module"] = error.name or ""
        facts = {"status": 1, "error": said}
        own = error.__traceback__
        while own is not None and own.tb_frame.f_code.co_filename != file:
            own = own.tb_next
        traceback.print_exception(type(error), error, own)
    _finish(names)
    end(**facts)
    return int(facts["status"])
