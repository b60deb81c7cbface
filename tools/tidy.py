"""Runs clang-tidy on the C++ files that a change touches.

A change is what differs from the merge base with origin/main; where that is HEAD itself (or there is no such
branch), what the last commit changed; uncommitted and new files always belong to it. A header stands for the .cc
files beside it. Files that were clean before, with the same content of all that they include, are not looked at
again. A time limit keeps a sweeping change bearable: what is left out then is said.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def git(*arguments: str) -> list[str]:
    """Lines that git prints; none where it fails."""
    answer = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    return answer.stdout.splitlines() if answer.returncode == 0 else []


def changed_files() -> set[str]:
    head = git("rev-parse", "HEAD")
    base = git("merge-base", "HEAD", "origin/main")
    if not base or base == head:
        base = git("rev-parse", "--verify", "-q", "HEAD~1") or [EMPTY_TREE]
    files = git("diff", "--name-only", "--diff-filter=d", base[0])
    return set(files) | set(git("ls-files", "--others", "--exclude-standard"))


def sources_of(changed: set[str], known: set[str]) -> list[str]:
    """The files among `known` that `changed` touches."""
    chosen = set()
    for name in changed:
        path = pathlib.PurePath(name)
        candidates = (
            [path] if path.suffix != ".h" else [path.with_suffix(".cc"), path.with_name(path.stem + "_test.cc")]
        )
        chosen |= {str(candidate) for candidate in candidates} & known
    return sorted(chosen)


def include_closures(build: str, root: str) -> dict[str, list[str]]:
    """For every source the files of the project that it includes, from ninja's log of dependencies."""
    listing = subprocess.run(["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True, check=True)
    closures = {}
    for block in listing.stdout.split("\n\n"):
        files = [os.path.normpath(os.path.join(build, line.strip())) for line in block.splitlines()[1:]]
        own = [os.path.relpath(file, root) for file in files if file.startswith(root + os.sep)]
        if own:
            closures[own[0]] = own
    return closures


def key_of(source: str, closure: list[str], command: str) -> str:
    digest = hashlib.sha256(command.encode())
    for file in [".clang-tidy", *sorted(set(closure) | {source})]:
        digest.update(file.encode() + b"\0" + pathlib.Path(file).read_bytes())
    return digest.hexdigest()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--build", required=True, help="build folder with compile_commands.json")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--seconds", type=float, default=300, help="start no further file after this time")
    options.add_argument("files", nargs="*", help="these instead of what changed")
    given = options.parse_args()

    root = os.getcwd()
    build = os.path.abspath(given.build)
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        commands = {os.path.relpath(entry["file"], root): entry["command"] for entry in json.load(file)}
    sources = given.files or sources_of(changed_files(), set(commands))
    if not sources:
        print("tidy: no C++ file changed")
        return 0

    cache = os.environ.get("AUTOPILOT_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "autopilot"
    )
    clean = pathlib.Path(cache, "tidy")
    clean.mkdir(parents=True, exist_ok=True)
    closures = include_closures(build, root)
    # clang has none of gcc's own headers; the build has copied those that the runtime includes.
    sanitizer_headers = os.path.join(build, "device/target/include")
    # Paths of the checkout do not matter to what clang-tidy says.
    keys = {source: key_of(source, closures.get(source, []), commands[source].replace(root, "")) for source in sources}
    waiting = [source for source in sources if not (clean / keys[source]).exists()]
    deadline = time.monotonic() + given.seconds

    def look(source: str) -> subprocess.CompletedProcess | None:
        if time.monotonic() > deadline:
            return None
        return subprocess.run(
            ["clang-tidy", "-p", build, "--quiet", f"--extra-arg=-idirafter{sanitizer_headers}", source],
            capture_output=True,
            text=True,
            check=False,
        )

    bad, left_out = [], []
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        for source, answer in zip(waiting, pool.map(look, waiting)):
            if answer is None:
                left_out.append(source)
            elif answer.returncode == 0:
                (clean / keys[source]).touch()
            else:
                bad.append(source)
                print(answer.stdout, answer.stderr, sep="", end="", flush=True)
    counts = [
        f"{len(sources)} files changed",
        f"{len(waiting) - len(left_out)} looked at",
        f"{len(sources) - len(waiting)} known to be clean",
        f"{len(bad)} with findings",
    ]
    print("tidy: " + ", ".join(counts))
    if left_out:
        print(f"tidy: the time limit left out {len(left_out)}: {' '.join(left_out)}")
    return 1 if bad else 0


sys.exit(main())
