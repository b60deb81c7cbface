"""What experiments on recordings need: replies of models that never were, from a random generator with a seed, and what a
journal says of an experiment without its times."""

import hashlib
import json
import pathlib
import random
import sqlite3
import subprocess

MARKER = "[[PROGRAMMING_GUIDELINES]]"
LONG = "\n".join(f"// Remark {number} of its author." for number in range(60)) + "\n"


def reference_pieces(binary: str, application: pathlib.Path, out: pathlib.Path) -> tuple[dict[str, str], str]:
    """The functions and the sketch that the reference generator writes for an application."""
    command = [binary, "run", application, "--stages", "sg", "--provider", "reference", "--json", "--out", out]
    run = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    sketch = next(artifact for artifact in run["stages"][0]["artifacts"] if artifact.endswith(".ino"))
    journal = sqlite3.connect(out / "journal.sqlite")
    try:
        steps = journal.execute("SELECT step, outcome FROM steps WHERE stage = 'sg'").fetchall()
    finally:
        journal.close()
    pieces = {step: json.loads(outcome)["choice"] for step, outcome in steps}
    return pieces, pathlib.Path(sketch).read_text(encoding="utf-8")


def block(tag: str, text: str) -> str:
    return f"```{tag}\n{text.rstrip()}\n```\n"


class Model:
    """Writes recordings of a model that is right at an attempt with probability `skill`, and says the same twice only
    where `variety` is False."""

    def __init__(self, skill: float, seed: str, variety: bool = True):
        self.skill = skill
        self.seed = seed
        self.variety = variety

    def spoil(self, code: str, chance: random.Random) -> str:
        """Calls something that there is not, uses a wrong scale, or loses its end."""
        kind = chance.randrange(3)
        number = chance.randrange(10**6) if self.variety else chance.randrange(3)
        at = code.index("{\n") + 2
        if kind == 0:
            return f"{code[:at]}  unknown_thing_{number}();\n{code[at:]}"
        if kind == 1:
            return f"{code[:at]}  int counter_{number} = 0;\n  counter_{number} += \"x\";\n{code[at:]}"
        return code[: len(code) // 2] + f"\n// {number}\n"

    def attempts(self, right: str, most: int, chance: random.Random) -> list[str]:
        """Replies up to the first right one, or `most` wrong ones."""
        codes = []
        for _ in range(most):
            if chance.random() < self.skill:
                return [*codes, right + (f"// {chance.randrange(10**6)}\n" if self.variety else "")]
            codes.append(self.spoil(right, chance))
        return codes

    def record(self, file: pathlib.Path, protocol: str, pieces: dict[str, str], sketch: str) -> None:
        chance = random.Random(f"{self.seed} {file.name}")
        lines = []

        def say(step: str, attempt: int, text: str) -> None:
            tokens = max(1, len(text) // 4)
            lines.append({"stage": "sg", "step": step, "attempt": attempt, "text": text, "prompt_tokens": 700,
                          "completion_tokens": tokens, "usd": 0.0, "seconds": round(tokens / 50, 3),
                          "finish_reason": "stop", "prompt_truncated": False, "provider": "invented", "model": self.seed})

        if protocol == "guided":
            for step, code in pieces.items():
                for attempt, text in enumerate(self.attempts(code, 5, chance), 1):
                    say(step, attempt, block("cpp", text))
        else:
            if protocol.startswith("paper:SG"):
                say("specification", 1, block("json", json.dumps({"programming_guidelines": MARKER})))
            for attempt, text in enumerate(self.attempts(LONG + sketch, 5, chance), 1):
                say("sketch", attempt, block("cpp", text))
        file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def write_recordings(binary: str, folder: pathlib.Path, models: dict[str, Model], applications: list[pathlib.Path],
                     protocols: list[str], repeats: int) -> None:
    """`folder`/MODEL/APPLICATION-PROTOCOL-REPEAT.jsonl"""
    for application in applications:
        name = application.parent.name
        pieces, sketch = reference_pieces(binary, application, folder / "reference" / name)
        for label, model in models.items():
            (folder / label).mkdir(parents=True, exist_ok=True)
            for protocol in protocols:
                for repeat in range(1, repeats + 1):
                    file = folder / label / f"{name}-{protocol.replace(':', '-')}-{repeat}.jsonl"
                    model.record(file, protocol, pieces, sketch)


def matrix_text(name: str, models: list[str], applications: list[str], protocols: list[str], repeats: int,
                more: str = "") -> str:
    tables = "".join(f'\n[[model]]\nname = "{model}"\nreplay = "recordings/{model}"\n' for model in models)
    return (
        f'[experiment]\nname = "{name}"\nstages = ["sg"]\nrepeats = {repeats}\nseed = 1\n'
        f"protocols = {json.dumps(protocols)}\napplications = {json.dumps(applications)}\n{more}{tables}"
    )


STATISTICS = {
    "trials": "SELECT t.experiment, t.model, t.protocol, t.variant, t.application, t.sampling, t.repeat, t.run, r.verdict,"
    " r.ended <> ''"
    " FROM trials t JOIN runs r ON r.id = t.run ORDER BY 1, 2, 3, 4, 5, 6, 7",
    "runs": "SELECT count(*) FROM runs",
    "stages": "SELECT run, stage, verdict, attempts, prompt_tokens, completion_tokens, usd,"
    " json_extract(detail, '$.paper_accepted'), json_extract(detail, '$.reference_pieces'),"
    " json_extract(detail, '$.repaired_pieces'), json_extract(detail, '$.model_share') FROM stages ORDER BY run, stage",
    "attempts": "SELECT run, stage, step, attempt, proposer, prompt, answered, reply, prompt_tokens, completion_tokens, usd,"
    " candidate, verdict, gate, root_cause, paper_category FROM attempts ORDER BY run, id",
    "findings": "SELECT a.run, a.stage, a.step, a.attempt, f.position, f.rule, f.severity, f.root_cause, f.message, f.line"
    " FROM findings f JOIN attempts a ON a.id = f.attempt ORDER BY a.run, a.id, f.position",
    "steps": "SELECT run, stage, step, decided_by, outcome FROM steps ORDER BY run, stage, step",
}


def statistics(journal: pathlib.Path) -> dict[str, str]:
    """A hash of each part of what a journal says, without times and folders."""
    connection = sqlite3.connect(journal)
    try:
        return {
            name: hashlib.sha256(repr(connection.execute(sql).fetchall()).encode()).hexdigest()[:16]
            for name, sql in STATISTICS.items()
        }
    finally:
        connection.close()


def rows(journal: pathlib.Path, sql: str) -> list[tuple]:
    connection = sqlite3.connect(journal)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()
