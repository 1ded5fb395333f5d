"""Many documents in one ZIP file, written as they are made: a thousand take no more memory than one."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

# Of a fixed moment, so that the same documents make the same file; the earliest that ZIP can tell.
EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE_BY_OWNER = 0o600 << 16
"""Where ZIP keeps a file's permissions: for nobody but who unpacks it."""


def bundle(
    path: Path, items: Iterable[tuple[str, bytes]], progress: Callable[[int], object] = lambda done: done
) -> int:
    """Write named documents into a ZIP file and return how many there were.

    The file appears under its name only when it is complete, in place of one that was there; when anything fails,
    nothing is left behind, and calling again starts afresh. ``progress`` hears how many are done after each.
    Names that occur twice are told apart by a number.
    """
    done = 0
    with _whole(path) as file, zipfile.ZipFile(file, "w") as archive:
        names = _Names()
        for name, content in items:
            archive.writestr(_entry(names.fresh(name)), content)
            done += 1
            progress(done)
    return done


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a file beside the path, and put it there once it is written and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:  # an interrupted job, too, leaves nothing behind
            Path(file.name).unlink()
            raise


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_STORED  # what is in a PDF is compressed already
    entry.external_attr = READABLE_BY_OWNER
    return entry


class _Names:
    """The names in a file so far."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def fresh(self, name: str) -> str:
        """Return a name that is not yet taken: the name itself, or with a number before its ending."""
        plain, offered, number = Path(name), name, 1
        while offered in self.taken:
            number += 1
            offered = f"{plain.stem}-{number}{plain.suffix}"
        self.taken.add(offered)
        return offered
