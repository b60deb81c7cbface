"""Lists the symbols that a sketch need not define itself: those of the twin's runner (if one is given), of the compiler's own
runtimes, and those of the host's C library that the target's C library has too. One a line, sorted.

A sketch is linked with none of these (that would cost more than compiling it); what it leaves undefined is looked
up in this list, as the target's linker would in its libraries.
"""

import argparse
import pathlib
import subprocess


def names(nm: str, *arguments: str) -> set[str]:
    listing = subprocess.run([nm, "--defined-only", *arguments], capture_output=True, text=True, check=True).stdout
    found = set()
    for line in listing.splitlines():
        fields = line.split()
        if len(fields) == 3:
            found.add(fields[2].split("@")[0])
    return found


def library(compiler: str, name: str, *flags: str) -> str:
    path = subprocess.run([compiler, *flags, f"-print-file-name={name}"], capture_output=True, text=True, check=True)
    return path.stdout.strip()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--compiler", "--target-compiler", "--output"):
        options.add_argument(name, required=True)
    options.add_argument("--runner")
    given = options.parse_args()

    known = names("nm", "-D", given.runner) if given.runner else set()
    for name in ("libasan.so", "libubsan.so"):
        known |= {n for n in names("nm", "-D", library(given.compiler, name, "-m32")) if n.startswith("__")}
    for name in ("libstdc++.so.6", "libgcc_s.so.1"):
        known |= names("nm", "-D", library(given.compiler, name, "-m32"))
    # Small parts that the compiler driver would link in.
    known |= {"__dso_handle", "_GLOBAL_OFFSET_TABLE_", "atexit"}

    target_flags = ("-mcpu=cortex-m4", "-mthumb")
    target = set()
    for name in ("libc.a", "libm.a"):
        target |= names("arm-none-eabi-nm", library(given.target_compiler, name, *target_flags))
    for name in ("libc.so.6", "libm.so.6"):
        host = names("nm", "-D", library(given.compiler, name, "-m32"))
        # A name that begins with two underscores is the compiler's or a macro's, not the sketch's.
        known |= {n for n in host if n in target or n.startswith("__")}
    pathlib.Path(given.output).write_text("\n".join(sorted(known)) + "\n", encoding="utf-8")


main()
