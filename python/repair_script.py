"""Proposes exact edits of a script of DP or MC, by rules that each mend one kind of fault. Nothing is run here: whether an edit
helps is found out by the judge. Shapes: docs/formats/worker.md, "repair_script".
"""

from __future__ import annotations

import ast
from pathlib import Path

import repair_calibration
import repair_conversion
import repair_names
import repair_paths
import repair_tables
from repair_source import Fault, Json, Source

# In this order: of two edits of the same place, the first rule's is made.
RULES = (
    repair_paths,
    repair_calibration,
    repair_conversion,
    repair_names,
    repair_tables,
)


def _files(request: Json) -> list[str]:
    """What the script found in its folder."""
    folder = Path(request["work"])
    written = set(request.get("written", []))
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    return [name for name in names if name not in written]


def propose(request: Json) -> Json:
    """{"proposals": [{"rule", "root_cause", "what", "certain", "edits": [[begin, end, text]]}]}; offsets are bytes."""
    try:
        source = Source(request["text"])
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return {"proposals": [], "not_tried": f"it is no Python: {error}"}
    fault = Fault(request, _files(request))
    proposals = []
    for rule in RULES:
        try:
            made = [proposal.to_json() for proposal in rule.propose(source, fault) if proposal.edits]
        except RecursionError:
            return {"proposals": [], "not_tried": "its expressions nest too deep to be read"}
        proposals += made
        source.replaced += [(begin, end) for one in made if one["certain"] for begin, end, _ in one["edits"]]
    return {"proposals": [one for one in proposals if _parses(source, one)]}


def _parses(source: Source, proposal: Json) -> bool:
    """Whether the text is still Python after these edits."""
    text = source.bytes
    for begin, end, new in sorted(proposal["edits"], reverse=True):
        text = text[:begin] + new.encode("utf-8") + text[end:]
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
