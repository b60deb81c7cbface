"""Names that are used and never imported; arguments that newer versions of a package call otherwise."""

from __future__ import annotations

import importlib
import re
from typing import Iterator

from repair_source import Fault, Proposal, Source, last_name

NOT_DEFINED = re.compile(r"name '(\w+)' is not defined")
UNEXPECTED = re.compile(r"got an unexpected keyword argument '(\w+)'")


def _import_line(name: str, fault: Fault) -> str:
    """The import that makes `name` known; empty where no package that is installed has it."""
    for known in fault.facts.get("import", []):
        if known["name"] == name:
            return str(known["line"])
    for module in fault.facts.get("modules", []):
        try:
            if hasattr(importlib.import_module(module), name):
                return f"from {module} import {name}"
        except ImportError:
            continue
    return ""


def propose(source: Source, fault: Fault) -> Iterator[Proposal]:
    """A missing import; an argument by its present name."""
    if match := NOT_DEFINED.match(fault.error):
        defined = source.defined()
        used = source.used()
        # The first stops the script; others that are known by their short names would stop it next.
        names = [match[1]] + [one["name"] for one in fault.facts.get("import", []) if one["name"] != match[1]]
        for name in names:
            line = _import_line(name, fault) if name in used and name not in defined else ""
            if line:
                yield Proposal("script-imports", "script_failed", f"adds {line}", [source.add_import(line)])
    if match := UNEXPECTED.search(fault.error):
        rows = [row for row in fault.facts.get("argument", []) if row["wrong"] == match[1]]
        for row in rows:
            for call in source.calls(*row["of"]):
                for keyword in call.keywords:
                    if keyword.arg != row["wrong"]:
                        continue
                    begin = source.begin(keyword)
                    edit = (begin, begin + len(row["wrong"]), row["right"])
                    what = f"{last_name(call.func)} calls {row['wrong']} {row['right']}"
                    yield Proposal("script-arguments", "script_failed", what, [edit])
