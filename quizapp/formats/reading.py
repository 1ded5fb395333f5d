"""What goes on while a folder is read: where things stand, and what was found wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from quizapp.core.question import Problem
from quizapp.formats.library import FileProblem
from quizapp.formats.yaml_text import Path, line_of, lines


@dataclass(frozen=True)
class Place:
    """A place in a file. ``line`` where it is known at once; otherwise it is looked up from the path, on demand."""

    file: str
    path: Path = ()
    line: int | None = None


@dataclass(frozen=True)
class _Found:
    """A problem at a place; ``other`` is a second place, with which the message ends."""

    place: Place
    message: str
    warning: bool = False
    other: Place | None = None


@dataclass
class Reading:
    """A reading in progress. ``lost`` holds the nouns of which some may stand in a file that could not be read."""

    texts: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    found: list[_Found] = field(default_factory=list)

    def report(self, place: Place, message: str, *, warning: bool = False) -> None:
        """Note a problem."""
        self.found.append(_Found(place, message, warning))

    def report_all(self, file: str, path: Path, problems: Iterable[Problem], *, mild: bool = False) -> None:
        """Note the problems of what stands at ``path``; all of them as warnings when ``mild``."""
        for problem in problems:
            self.report(Place(file, (*path, *problem.path)), problem.message, warning=problem.warning or mild)

    def claim(self, noun: str, name: str, file: str, path: Path) -> bool:
        """Note where a thing stands. Whether its id was free; one that is not is a problem that names both places."""
        place = Place(file, path)
        first = self.places.setdefault((noun, name), place)
        if first is not place:
            message = f"the {noun} id '{name}' is used already, at"
            self.found.append(_Found(Place(file, (*path, "id")), message, other=first))
        return first is place

    def is_unknown(self, noun: str, name: str) -> bool:
        """Whether nothing that was read, or could not be, can be the thing of this name."""
        return (noun, name) not in self.places and noun not in self.lost

    def problems(self) -> list[FileProblem]:
        """Return what was found, each once, by file and line."""
        files = {place.file for f in self.found for place in (f.place, f.other) if place and place.line is None}
        known = {file: lines(self.texts.get(file, "")) for file in files}

        def line(place: Place) -> int:
            return place.line or line_of(known[place.file], place.path)

        def message(found: _Found) -> str:
            where = ".".join(map(str, found.place.path))
            also = f" {found.other.file}:{line(found.other)}" if found.other else ""
            return f"{where}: {found.message}{also}" if where else found.message + also

        problems = (FileProblem(f.place.file, line(f.place), message(f), f.warning) for f in self.found)
        return sorted(dict.fromkeys(problems))
