"""What single choice and multiple response share: a list of options, some of them right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from quizapp.core.question import BadReply, Form, Option, Order, Problem, Question, shuffled, texts_problems


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """A question with options. Order: the option ids as shown. ``shuffle: false`` keeps the written order."""

    options: tuple[Option, ...]
    shuffle: bool = True

    @property
    def right(self) -> frozenset[str]:
        """The ids of the right options."""
        return frozenset(o.id for o in self.options if o.correct)

    def own_problems(self) -> Iterator[Problem]:
        """Yield problems of the list of options."""
        yield from texts_problems(self.options, "options", 2, 10)

    def order(self, rng: Random) -> Order:
        """Return the option ids, shuffled unless the question says not to."""
        ids = [o.id for o in self.options]
        return shuffled(ids, rng) if self.shuffle else ids

    def picked(self, form: Form, name: str) -> list[str]:
        """Return the ids picked, in the written order, each once. Raises BadReply for one that is not an option."""
        sent = {value for value in form.get(name, ()) if value}
        if sent - {o.id for o in self.options}:
            raise BadReply("That option is not part of this question.")
        return [o.id for o in self.options if o.id in sent]
