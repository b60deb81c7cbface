"""What the judges of data hand back: findings in the words of docs/formats/verdict.md."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def fault(rule: str, cause: str, message: str, then: str, **more: Any) -> Json:
    """An error. `more`: evidence, file, and counterexample as {"input", "expected", "got"}."""
    return {
        "rule": f"artifacts/{rule}",
        "severity": "error",
        "root_cause": cause,
        "message": message,
        "next": then,
        **more,
    }


def remark(rule: str, message: str, then: str = "", **more: Any) -> Json:
    """Something that a user should know and that is no reason to refuse."""
    return {
        "rule": f"artifacts/{rule}",
        "severity": "warning",
        "root_cause": "",
        "message": message,
        "next": then,
        **more,
    }


def example(shown: Any, expected: Any, got: Any) -> Json:
    """A counterexample, as text."""
    return {"input": str(shown), "expected": str(expected), "got": str(got)}


def some(names: Any, most: int = 5) -> str:
    """The first few of a list."""
    words = [str(name) for name in names]
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")
