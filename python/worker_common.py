"""What all tasks share: the error that becomes an answer."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class TaskError(Exception):
    """What the task's input (kind bad_input) or the installation (kind infrastructure) caused."""

    def __init__(self, message: str, kind: str = "bad_input", cure: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.cure = cure

    def to_json(self) -> Json:
        """The object that stands under "error" in the answer."""
        return {"kind": self.kind, "message": str(self), "cure": self.cure}
