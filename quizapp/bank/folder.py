"""A folder of question files on the disk: its content as values, so that everything above can be decided from them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from quizapp.formats.library import FileProblem

LARGEST = 16 * 1024 * 1024
"""Bytes of one file that are read; the largest bank has a hundredth of that."""


def contents(root: Path) -> tuple[dict[str, bytes], list[FileProblem]]:
    """Return the content of each YAML file by its path in the folder, and what cannot be read, or is too large to be.

    Hidden files and folders are passed over, and so is whatever is not YAML.
    """
    if not root.is_dir():
        return {}, [FileProblem("", 1, "there is no such folder")]
    found: dict[str, bytes] = {}
    problems = []
    for path in sorted(root.rglob("*.y*ml")):
        inside = path.relative_to(root)
        if path.is_dir() or any(part.startswith(".") for part in inside.parts):
            continue
        try:
            found[inside.as_posix()] = _whole(path)
        except (OSError, ValueError) as error:
            problems.append(FileProblem(inside.as_posix(), 1, f"cannot be read: {getattr(error, 'strerror', error)}"))
    return found, problems


def _whole(path: Path) -> bytes:
    """Return what a file holds. Raises OSError, and ValueError for a pipe or device, which may never end."""
    if not S_ISREG(path.stat().st_mode):
        raise ValueError("it is no ordinary file")
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError("it is larger than 16 megabytes")
    return content


def digest(files: Mapping[str, bytes]) -> str:
    """Return a digest of all files, in hexadecimal: it changes when anything in the folder does."""
    whole = sha256()
    for path, content in sorted(files.items()):
        name = path.encode(errors="surrogateescape")
        whole.update(b"%d %s %d " % (len(name), name, len(content)) + content)
    return whole.hexdigest()


def write(root: Path, texts: Mapping[str, str]) -> None:
    """Write files into the folder, which is made if need be; others that it holds are left alone."""
    for path, text in texts.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
