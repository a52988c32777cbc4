"""Files and directories that are private to the agent, and on the disk when we say so."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def make_private(path: Path) -> None:
    """Make an empty file for its owner alone, for it will hold PIN hashes; one that exists stays as it is."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def make_directory(path: Path) -> None:
    """Make `path` and what is missing above it, for its owner alone, and on the disk when this returns."""
    missing = []
    while not path.exists():
        missing.append(path)
        path = path.parent
    for directory in reversed(missing):
        directory.mkdir(mode=0o700, exist_ok=True)
        _sync(directory.parent, os.O_DIRECTORY)


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A private file to write to; it is named `path` when all of it is on the disk, or vanishes."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    partial = path.parent / f"{path.name}.partial"
    partial.unlink(missing_ok=True)
    try:
        make_private(partial)
        yield partial
        _sync(partial)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    _sync(path.parent, os.O_DIRECTORY)


def _sync(path: Path, flags: int = 0) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
