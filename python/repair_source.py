"""What all rules of repair_script share: the script with its syntax tree and exact ranges, and what the judge said of it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Iterator, TypeVar

Json = dict[str, Any]
Node = TypeVar("Node", bound=ast.AST)
ENDS_WITH = re.compile(r"the script ends with (\w+): (.*)", re.DOTALL)


@dataclass
class Proposal:
    """Edits that belong together."""

    rule: str
    root_cause: str
    what: str
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    certain: bool = True

    def to_json(self) -> Json:
        """As in the answer; the same edit stands there once."""
        unique = list(dict.fromkeys(self.edits))
        return {
            "rule": f"repair/{self.rule}",
            "root_cause": self.root_cause,
            "what": self.what,
            "certain": self.certain,
            "edits": [list(edit) for edit in unique],
        }


class Source:
    """A script and its tree. Offsets are those of its UTF-8 bytes, as ast counts columns."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.bytes = text.encode("utf-8")
        self.tree = ast.parse(text)
        self._lines = [0]
        for line in self.bytes.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self.replaced: list[tuple[int, int]] = []  # By the rules before.
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def all(self, *kinds: type[Node]) -> Iterator[Node]:
        """Every node of these kinds, in the order of the text."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, kinds)]
        yield from sorted(found, key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)))

    def begin(self, node: Any) -> int:
        """Its first byte."""
        return self._lines[node.lineno - 1] + node.col_offset

    def end(self, node: Any) -> int:
        """Just past its last byte."""
        return self._lines[node.end_lineno - 1] + node.end_col_offset

    def code(self, node: ast.AST) -> str:
        """As its author wrote it."""
        return self.bytes[self.begin(node) : self.end(node)].decode("utf-8")

    def replace(self, node: ast.AST, text: str) -> tuple[int, int, str]:
        """`text` in place of the node."""
        return self.begin(node), self.end(node), text

    def replace_name(self, attribute: ast.Attribute, name: str) -> tuple[int, int, str]:
        """Another name behind the dot."""
        end = self.end(attribute)
        return end - len(attribute.attr.encode("utf-8")), end, name

    def statement(self, node: ast.AST) -> ast.stmt:
        """The statement that holds the node."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def outermost(self, node: ast.AST) -> ast.stmt:
        """The statement of the module that holds the node."""
        at = self.statement(node)
        while not isinstance(self.parents[at], ast.Module):
            at = self.statement(self.parents[at])
        return at

    def indent(self, statement: ast.stmt) -> str:
        """The blanks before it."""
        line = self._lines[statement.lineno - 1]
        return self.bytes[line : line + statement.col_offset].decode("utf-8")

    def before(self, statement: ast.stmt, line: str) -> tuple[int, int, str]:
        """A line of its own before the statement, or none where it does not begin its line."""
        begin = self._lines[statement.lineno - 1]
        blanks = self.indent(statement)
        if blanks.strip():
            return self.begin(statement), self.begin(statement), f"{line}; "
        return begin, begin, f"{blanks}{line}{self.line_end}"

    @property
    def line_end(self) -> str:
        """That of the script."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def used(self) -> set[str]:
        """Names that are read where no earlier rule has put something else."""
        return {
            node.id
            for node in self.all(ast.Name)
            if not any(begin <= self.begin(node) and self.end(node) <= end for begin, end in self.replaced)
        }

    def imported(self) -> set[str]:
        """Names that imports define."""
        return {
            (alias.asname or alias.name).split(".")[0]
            for node in self.all(ast.Import, ast.ImportFrom)
            for alias in node.names
        }

    def defined(self) -> set[str]:
        """Names that anything in the script defines."""
        names = self.imported()
        names |= {node.id for node in self.all(ast.Name) if isinstance(node.ctx, ast.Store)}
        names |= {node.name for node in self.all(ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)}
        return names | {node.arg for node in self.all(ast.arg)}

    def add_import(self, line: str) -> tuple[int, int, str]:
        """The import before the first one, or where the first statement stands."""
        body = self.tree.body
        first = next((node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))), None)
        future = [node for node in body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
        if future:
            following = body[body.index(future[-1]) + 1 :]
            first = following[0] if following else None
        if first is None:
            first = next((node for node in body if not _is_docstring(node)), None)
        if first is None:
            return len(self.bytes), len(self.bytes), f"{self.line_end}{line}{self.line_end}"
        return self.before(first, line)

    def value_of(self, node: ast.expr) -> ast.expr:
        """Of a name that is assigned once, what it is assigned; else the node itself."""
        if not isinstance(node, ast.Name):
            return node
        values = [
            one.value
            for one in self.all(ast.Assign)
            if any(isinstance(target, ast.Name) and target.id == node.id for target in one.targets)
        ]
        return values[0] if len(values) == 1 else node

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Calls whose function's last name is one of these."""
        for call in self.all(ast.Call):
            if last_name(call.func) in names:
                yield call

    def texts(self) -> Iterator[ast.Constant]:
        """Plain texts; no docstring, no part of an f-string."""
        for node in self.all(ast.Constant):
            parent = self.parents.get(node)
            if isinstance(node.value, str) and not isinstance(parent, (ast.Expr, ast.JoinedStr, ast.FormattedValue)):
                yield node

    def quoted(self, like: ast.AST, text: str) -> str:
        """The text as a literal, with the quotes of another one."""
        quote = '"' if '"' in self.code(like)[:2] or "'" in text else "'"
        return quote + text.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def last_name(function: ast.expr) -> str:
    """convert of `converter.convert`."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def plain(path: str) -> str:
    """Without a leading "./"."""
    return PurePosixPath(path).as_posix()


class Fault:
    """What the judge said, and the facts of the application."""

    def __init__(self, request: Json, files: list[str]) -> None:
        self.request = request
        self.stage: str = request["stage"]
        self.files = files  # Before the script ran.
        self.written: list[str] = request.get("written", [])
        self.outputs: list[str] = request.get("outputs", [])
        self.data_files: list[str] = request.get("data_files", [])
        self.keras: str = request.get("keras", "")
        self.features: list[str] = request.get("features", [])
        self.label: str = request.get("label", "")
        self.io: str = request.get("io", "float32")
        self.facts: Json = request.get("repairs", {})
        self.findings: list[Json] = request.get("findings", [])
        self.error_type, self.error, self.line, self.traceback = "", "", 0, ""
        for finding in self.findings:
            if match := ENDS_WITH.match(finding["message"]):
                self.error_type, self.error = match[1], match[2]
                self.line, self.traceback = finding.get("line", 0), finding.get("evidence", "")
        self.ended_well: bool = request.get("ended_well", False)

    def has(self, *root_causes: str) -> bool:
        """Whether an error among the findings has one of these causes."""
        return any(finding["root_cause"] in root_causes for finding in self.findings)

    def table_words(self) -> tuple[set[str], set[str]]:
        """Names of the columns and of the classes, as the tables of the folder have them."""
        import pandas as pd

        columns, classes = set(self.features) | {self.label}, set()
        for name in self.files:
            if not name.endswith(".csv"):
                continue
            try:
                table = pd.read_csv(Path(self.request["work"], name), nrows=20000)
            except (OSError, ValueError):  # Whatever an earlier script has left.
                continue
            columns |= {str(column) for column in table.columns}
            if self.label in table.columns and table[self.label].nunique() <= 100:
                classes |= {str(value) for value in table[self.label].dropna().unique()}
        return columns, classes
