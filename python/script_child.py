"""One script in a process of its own: what it sees, what it may use, and what is noted of it."""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import selectors
import signal
import stat
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import script_files
import script_record
import script_trace

Json = dict[str, Any]

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID = 0x20000, 0x10000000, 0x20000000
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
CAPABILITY_VERSION = 0x20080522
SPARE_SECONDS = 2.0
LOOK_SECONDS = 0.25  # Between two looks at how much a script has written.
TEMPORARY = ("/tmp", "/dev/shm")

_libc = ctypes.CDLL(None, use_errno=True)
_leave = os._exit  # A script's own call of it is watched.


@dataclass
class Job:
    """One script to run."""

    root: Path  # Holds the working folders of all scripts.
    work: Path
    text: str
    name: str
    arguments: list[str]
    feed: int  # Descriptor of the file for the rows that a converter takes.
    limits: Json  # cpu, memory, file, wall, and of all files together files, folder
    instrument: bool
    seal: str  # What the notes of this run carry.
    trace: int = -1  # Descriptor that they go to.


def _check(result: int, what: str) -> None:
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")


def _mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    arguments = (source.encode(), target.encode(), kind.encode(), flags, data.encode())
    _check(
        _libc.mount(arguments[0], arguments[1], arguments[2], ctypes.c_ulong(flags), arguments[4]), f"mount {target}"
    )


def _own_namespaces() -> None:
    user, group = os.getuid(), os.getgid()
    _check(_libc.unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")


def _hide_all_but(root: Path, work: Path) -> None:
    """Leaves of `root` only `work` to see, and gives empty places for temporary files."""
    _mount("none", "/", "", MS_REC | MS_PRIVATE)
    _mount(str(work), str(work), "", MS_BIND)
    place = os.open(work, os.O_PATH | os.O_DIRECTORY)
    for temporary in TEMPORARY:
        _mount("tmpfs", temporary, "tmpfs", 0, "mode=1777,size=268435456")
    root.mkdir(parents=True, exist_ok=True)
    _mount("tmpfs", str(root), "tmpfs", 0, "mode=0755,size=1048576")
    work.mkdir(parents=True)
    _mount(f"/proc/self/fd/{place}", str(work), "", MS_BIND)
    _mount("none", str(root), "", MS_REMOUNT | MS_BIND | MS_RDONLY)
    os.close(place)


def _drop_capabilities() -> None:
    """What could undo the mounts. A namespace made later cannot: mounts are locked there."""
    _check(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    _check(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")


def can_isolate(root: Path) -> bool:
    """Whether the kernel gives a script namespaces of its own inside the sandbox."""
    work = root / "probe"
    work.mkdir(exist_ok=True)
    child = os.fork()
    if child == 0:
        try:
            _own_namespaces()
            _hide_all_but(root, work)
            _drop_capabilities()
            os._exit(0)
        except OSError as error:
            print(f"no namespaces for a script: {error}", file=sys.stderr)
            os._exit(1)
    _, status = os.waitpid(child, 0)
    work.rmdir()
    return status == 0


def _limit(limits: Json) -> None:
    cpu = int(limits["cpu"])
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 2))
    resource.setrlimit(resource.RLIMIT_AS, (int(limits["memory"]),) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limits["file"]),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _close_pipes(keep: set[int]) -> None:
    """Whoever holds an end of the pipes between our processes could answer in their name."""
    for name in os.listdir("/proc/self/fd"):
        descriptor = int(name)
        if descriptor <= 2 or descriptor in keep:
            continue
        try:
            if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
                os.close(descriptor)
        except OSError:
            pass  # That of the listing itself.


def _out_of_reach(descriptor: int) -> int:
    """The same under a high number: scripts that close "all" descriptors seldom go that far."""
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, max(64, min(most, 65536) - 8))
    os.close(descriptor)
    return moved


def _script_process(job: Job, output: int, errors: int, isolated: bool) -> None:
    """Never returns."""
    status = 1
    try:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if isolated:
            _drop_capabilities()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(errors, 2)
        _close_pipes({job.trace})
        job.trace, job.feed = _out_of_reach(job.trace), _out_of_reach(job.feed)
        os.setsid()
        os.chdir(job.work)
        _limit(job.limits)
        status = script_trace.execute(job)
    except BaseException as error:
        print(f"script_child: {type(error).__name__}: {error}", file=sys.stderr)
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError, AttributeError):
                pass
        _leave(status & 0xFF)


def _keeper(job: Job, output: int, errors: int, report: int) -> None:
    """Between zygote and script: the namespaces are this process's, the script is the first one in them."""
    isolated = True
    try:
        os.setsid()
        _own_namespaces()
        _hide_all_but(job.root, job.work)
    except OSError:
        isolated = False
    try:
        child = os.fork()
        if child == 0:
            os.close(report)
            _script_process(job, output, errors, isolated)
        os.close(output)
        os.close(errors)
        _, status, usage = os.wait4(child, 0)
        os.write(report, f"{status} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss} {int(isolated)}".encode())
    finally:
        os._exit(0)


class _Bounded:
    """The beginning and the end of what a script prints."""

    def __init__(self, most: int) -> None:
        self._most, self._head, self._tail, self.cut = most // 2, b"", b"", False

    def add(self, block: bytes) -> None:
        room = self._most - len(self._head)
        self._head += block[:room]
        self._tail += block[room:]
        if len(self._tail) > self._most:
            self._tail = self._tail[-self._most :]
            self.cut = True

    def text(self) -> str:
        middle = b"\n[...]\n" if self.cut else b""
        return (self._head + middle + self._tail).decode("utf-8", "replace")


class _Notes:
    """All notes, up to more than there can be."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._bytes = 0

    def add(self, block: bytes) -> None:
        if self._bytes < script_record.MOST_BYTES:
            self._blocks.append(block)
            self._bytes += len(block)

    def whole(self) -> bytes:
        return b"".join(self._blocks)


def run(job: Job, wall: float, output_bytes: int) -> Json:
    """Runs a script to its end or to a limit; when this returns, none of its processes is left."""
    output, errors, report, notes = os.pipe(), os.pipe(), os.pipe(), os.pipe()
    amount = script_files.Amount(job.work, int(job.limits["files"]), int(job.limits["folder"]))
    sys.stdout.flush()
    sys.stderr.flush()
    started = time.monotonic()
    keeper = os.fork()
    if keeper == 0:
        for end in (output[0], errors[0], report[0], notes[0]):
            os.close(end)
        job.trace = notes[1]
        _keeper(job, output[1], errors[1], report[1])
    for end in (output[1], errors[1], report[1], notes[1]):
        os.close(end)
    printed = {output[0]: _Bounded(output_bytes), errors[0]: _Bounded(output_bytes), report[0]: _Bounded(4096)}
    watched = _Notes()
    timed_out, too_much = _collect({**printed, notes[0]: watched}, report[0], keeper, started + wall, amount)
    os.waitpid(keeper, 0)
    seconds = time.monotonic() - started
    words = printed[report[0]].text().split()
    status = int(words[0]) if words else signal.SIGKILL
    for end in (*printed, notes[0]):
        os.close(end)
    # What is too much may also be too much to walk through.
    closed = [] if too_much else script_files.unlock(job.work)
    trace, whole = script_record.read(watched.whole(), job.seal)
    return {
        "exit_code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "timed_out": timed_out and not words,
        "isolated": bool(words and words[3] == "1"),
        "stdout": printed[output[0]].text(),
        "stderr": printed[errors[0]].text(),
        "seconds": seconds,
        "cpu_seconds": float(words[1]) if words else 0.0,
        "trace": trace,
        "watching": whole,
        "too_much": too_much or amount.excess(),
        "closed": closed,
    }


def _collect(
    kept: dict[int, Any], report: int, keeper: int, deadline: float, amount: script_files.Amount
) -> tuple[bool, str]:
    """Reads until the keeper has reported and the streams have ended; whether the time ran out, and what there was too
    much of."""
    timed_out, too_much, reported = False, "", False
    look = time.monotonic() + LOOK_SECONDS
    with selectors.DefaultSelector() as selector:
        for end in kept:
            selector.register(end, selectors.EVENT_READ)
        while selector.get_map():
            now = time.monotonic()
            if now >= look and not too_much and not reported:
                too_much = amount.excess()
                look = time.monotonic() + LOOK_SECONDS
                if too_much:
                    deadline = min(deadline, now + SPARE_SECONDS)
                    os.kill(keeper, signal.SIGKILL)
            left = deadline - now
            if left <= 0:
                if timed_out or too_much:
                    break  # Somebody else holds the streams open.
                timed_out, deadline = True, time.monotonic() + SPARE_SECONDS
                os.kill(keeper, signal.SIGKILL)
                continue
            for key, _ in selector.select(min(left, LOOK_SECONDS)):
                block = os.read(key.fd, 65536)
                if block:
                    kept[key.fd].add(block)
                    continue
                selector.unregister(key.fd)
                if key.fd == report and not timed_out:
                    reported = True
                    # The script has ended; without a namespace of its own, what it started may live on.
                    deadline = min(deadline, time.monotonic() + SPARE_SECONDS)
    return timed_out, too_much
