"""The folder that keeps keys: for the owner's eyes alone, written whole or not at all, one writer at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizapp.core.errors import Conflict


class UnreadableKey(Conflict):
    """A file in the key folder is not what it should be. The message names the file, never what is in it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"The key file {path.name} cannot be read. Restore it from a backup. Nothing was signed.")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make the folder when there is none, and hold it against every other process that writes keys."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, in one step: a reader sees the old one or the new one, whole."""
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
