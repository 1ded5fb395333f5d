"""What a folder of question files says, as plain values. The questions themselves are core's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import AwareDatetime, Field, TypeAdapter

from quizapp.core.paper import Section
from quizapp.core.question import SLUG, Question
from quizapp.core.rules import Certainty, Moment

ID = f"^{SLUG}$"

Id = Annotated[str, Field(pattern=ID, max_length=80)]
Text = Annotated[str, Field(pattern=r"\S")]
Title = Annotated[str, Field(pattern=r"\S", max_length=200)]
Maybe = Annotated[str, Field(max_length=200)]
FORBID: dict[str, Any] = {"extra": "forbid"}


class SourceKind(StrEnum):
    """What sort of publication a source is."""

    ARTICLE = "article"
    BOOK = "book"
    CASE_REPORT = "case-report"
    COMPANY = "company"
    COURT = "court"
    GUIDELINE = "guideline"
    LAW = "law"
    NEWS = "news"
    PRECLINICAL = "preclinical"
    PROFESSIONAL_STANDARD = "professional-standard"
    REGULATOR = "regulator"
    REVIEW = "review"
    SURVEY = "survey"
    SYSTEMATIC_REVIEW = "systematic-review"
    TRIAL = "trial"


class Independence(StrEnum):
    """Whether those who wrote a source stand to gain from what it says."""

    INDEPENDENT = "independent"
    VENDOR_FUNDED = "vendor-funded"
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    """What a fact rests on."""

    LAW = "law"
    GUIDANCE = "guidance"
    CONSENSUS = "consensus"
    SYSTEMATIC_REVIEW = "systematic-review"
    TRIAL = "trial"
    OBSERVATIONAL = "observational"
    CASE_REPORT = "case-report"
    SURVEY = "survey"
    PRECLINICAL = "preclinical"
    HISTORY = "history"


class Confidence(StrEnum):
    """How sure the fact's own author is of it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, kw_only=True)
class Source:
    """An entry of the register. ``read_via`` names the text that was read where it was not the page at ``url``.

    ``retired_because`` says why a source is no longer to be relied on; facts that cite it are then due for review.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID

    id: Id
    title: Text
    authors_or_body: Text
    publisher: Text
    published: str | None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    kind: SourceKind
    independence: Independence
    checked_on: date
    read_via: Text | None = None
    link_opened: bool = True
    retired_because: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A fact that questions rest on. Only ``publishable`` ones may be asked about."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID

    id: Id
    statement: Text
    topic: Id
    evidence: Evidence
    confidence: Confidence
    safety_critical: bool
    jurisdictions: tuple[str, ...]
    effective_from: date | None = None
    effective_until: date | None = None
    review_by: date
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    misconception: Text
    from_seed: bool
    publishable: bool
    checked_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic of a bank."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID

    id: Id
    title: Title


class QuizState(StrEnum):
    """Whether a quiz can be taken."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True, kw_only=True)
class QuizSpec:
    """A quiz: its blueprint (``sections``) and the rules it is taken under. None stands for no limit."""

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID

    id: Id
    title: Title
    description: str = ""
    state: QuizState = QuizState.PUBLISHED
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    pass_mark: Annotated[int, Field(ge=0, le=100)] = 80
    attempts: Annotated[int, Field(ge=1, le=1000)] | None = None
    delay_hours: Annotated[int, Field(ge=0, le=8760)] = 0
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    valid_months: Annotated[int, Field(ge=1, le=1200)] | None = None
    cpd_hours: Annotated[Decimal, Field(ge=0, max_digits=5, decimal_places=2)] = Decimal(0)
    certainty: Certainty = Certainty.NONE
    safety_critical_all_right: bool = False
    review_questions: Moment = Moment.AT_ONCE
    review_key: Moment = Moment.WHEN_FINAL
    shuffle: bool = True
    certifies: bool = True
    jurisdictions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Bank:
    """A bank. ``position`` orders banks on pages; those with the same stand in the order of their ids.

    ``refresher_days`` is how long a certificate still counts after a fact of the bank has changed materially.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = FORBID

    id: Id
    title: Title
    description: str = ""
    position: Annotated[int, Field(ge=0, le=1000)] = 0
    refresher_days: Annotated[int, Field(ge=0, le=3650)] = 60
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    quizzes: tuple[QuizSpec, ...] = ()


@dataclass(frozen=True)
class FactEntry:
    """A fact in the bank whose file it stands in."""

    bank: str
    fact: Fact


class EntryState(StrEnum):
    """What the files want of a question: asked, kept out of every quiz for now, or no longer asked."""

    PUBLISHED = "published"
    DRAFT = "draft"
    RETIRED = "retired"


@dataclass(frozen=True)
class QuestionEntry:
    """A question in the bank in whose folder it stands."""

    bank: str
    question: Question
    state: EntryState = EntryState.PUBLISHED


@dataclass(frozen=True, kw_only=True)
class Library:
    """Everything that a folder of question files says."""

    sources: tuple[Source, ...] = ()
    banks: tuple[Bank, ...] = ()
    facts: tuple[FactEntry, ...] = ()
    questions: tuple[QuestionEntry, ...] = ()

    @property
    def quizzes(self) -> Iterator[tuple[Bank, QuizSpec]]:
        """Each quiz with the bank whose file defines it."""
        return ((bank, quiz) for bank in self.banks for quiz in bank.quizzes)

    @property
    def size(self) -> int:
        """How many sources, facts, questions and quizzes there are."""
        return len(self.sources) + len(self.facts) + len(self.questions) + len(list(self.quizzes))


SOURCE: TypeAdapter[Source] = TypeAdapter(Source)
FACT: TypeAdapter[Fact] = TypeAdapter(Fact)
BANK: TypeAdapter[Bank] = TypeAdapter(Bank)


def source_of(content: Mapping[str, Any]) -> Source:
    """Return the source whose content was kept as JSON. Raises ValueError for anything else."""
    return SOURCE.validate_json(json.dumps(content), strict=True)


def fact_of(content: Mapping[str, Any]) -> Fact:
    """Return the fact whose content was kept as JSON. Raises ValueError for anything else."""
    return FACT.validate_json(json.dumps(content), strict=True)


@dataclass(frozen=True, order=True)
class FileProblem:
    """One thing wrong with a file: ``line`` counts from 1; a ``warning`` lets the folder be loaded all the same."""

    file: str
    line: int
    message: str
    warning: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"
