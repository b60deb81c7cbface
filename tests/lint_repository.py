"""What every committed file must hold to. Prints each place that does not; exit status 1 if there is one."""

import hashlib
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("AUTOPILOT_SHARED") or ROOT.parent / "shared")
LONGEST = 600
# Written in pieces, so that this file does not hold what it looks for.
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
REGISTRY = re.compile(r"https?://[^\s)\"'>]*(?:py" r"pi|cra" r"tes|np" r"mjs|gol" r"ang|deb" r"ian|ma" r"ven)")
# Folders that exist on one machine only; /tmp, /usr and /proc exist everywhere, /home/somebody is an example.
MACHINE = re.compile(r"(?<![\w.$~}*-])/(?:(?:ro" r"ot|wo" r"rk)/[\w.]|(?:home|Users)/(?!some|me/)\w)|/tmp/set" r"up")


def committed() -> list[pathlib.Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def text_of(path: pathlib.Path) -> str | None:
    data = path.read_bytes()
    if b"\0" in data[:8192]:
        return None
    return data.decode("utf-8", errors="replace")


def measuring_data() -> dict[str, pathlib.Path]:
    if not SHARED.is_dir():
        sys.exit(f"there is no {SHARED}: set AUTOPILOT_SHARED to the folder of measuring data")
    folders = [SHARED / name for name in ("corpus", "models", "samples")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.stat().st_size > 0]
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}


def main() -> int:
    shared = measuring_data()
    complaints = []
    for path in committed():
        name = path.relative_to(ROOT)
        twin = shared.get(hashlib.sha256(path.read_bytes()).hexdigest())
        if twin:
            complaints.append(f"{name}: is a copy of {twin.relative_to(SHARED)} in the measuring data")
        text = text_of(path)
        if text is None:
            continue
        lines = text.splitlines()
        if name.parts[0] in ("src", "device") and len(lines) > LONGEST:
            complaints.append(f"{name}: {len(lines)} lines; split what passes {LONGEST}")
        for number, line in enumerate(lines, 1):
            for pattern, what in (
                (UNFINISHED, "unfinished"),
                (REGISTRY, "host of a registry"),
                (MACHINE, "path of one machine"),
            ):
                if found := pattern.search(line):
                    complaints.append(f"{name}:{number}: {what}: {found.group()}")
        # A mustache partial without a newline joins the line that it stands in.
        if text and not text.endswith("\n") and path.suffix != ".mustache":
            complaints.append(f"{name}: does not end with a newline")
    print(*complaints, f"{len(complaints)} complaints", sep="\n")
    return 1 if complaints else 0


sys.exit(main())
