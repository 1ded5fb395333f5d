"""Whom a change touches, on random histories: what the application says equals a recomputation from what is stored."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from quizapp.attempts.models import Attempt, AttemptState
from quizapp.bank import content
from quizapp.bank.models import Question, QuestionRevision
from quizapp.certificates import queries, resting
from quizapp.certificates.models import Certificate, CertificateFact, CertificateQuestion
from quizapp.core import currency
from quizapp.core.currency import Severity
from quizapp.database import db
from quizapp.facts import queries as facts
from quizapp.facts.models import Fact, FactRevision
from tests.certificates import worlds
from tests.certificates.worlds import TEAMS, World, happenings

random_histories = settings(
    max_examples=700, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def laid(ctx, cast):
    worlds.lay()


@pytest.fixture
def lived(laid):
    """Let a history happen in a transaction that is rolled back before the next."""

    def live(happened) -> World:
        db.session.rollback()
        world = World()
        worlds.live_through(world, [*worlds.FIRST, *happened])
        db.session.flush()
        return world

    yield live
    db.session.rollback()


def certificates() -> list[Certificate]:
    return list(db.session.scalars(select(Certificate).order_by(Certificate.id)))


@random_histories
@given(happenings)
def test_what_has_moved_beneath_every_certificate_is_what_a_recomputation_finds_on_every_day(lived, happened):
    world = lived(happened)
    for day in [*world.days(), date(2027, 6, 1)]:
        found = resting.currencies(None, day)
        expected = {row.id: worlds.behind(world, row.manifest, day) for row in certificates()}
        assert set(found) == {key for key, its in expected.items() if its}
        for key, its in found.items():
            said = {(m.part, m.thing): (m.shown, m.now, m.severity, m.safety_critical, m.since) for m in its.moved}
            assert said == {thing: told[:-1] for thing, told in expected[key].items()}
            assert its.lapses_on == min(told[-1] for told in expected[key].values())


@random_histories
@given(happenings)
def test_whom_a_change_touches_is_who_holds_a_live_certificate_whose_manifest_names_the_fact(lived, happened):
    world = lived(happened)
    papers = db.session.scalars(select(Attempt.paper).where(Attempt.state == AttemptState.OPEN)).all()
    for slug in "abc":
        for day in (world.today, world.today + timedelta(days=366)):
            live = [
                row
                for row in certificates()
                if row.revoked_at is None and row.expires_on >= day
                if slug in {entry["id"] for entry in row.manifest["facts"]}
            ]
            people = {row.person.name.split()[0] for row in live}
            teams = [TEAMS[name] for name in people]
            found = resting.impact(facts.fact(slug), Severity.MATERIAL, day)
            assert (found.certificates, found.people) == (len(live), len(people))
            assert dict(found.teams) == {team: teams.count(team) for team in teams}
            assert found.open_attempts == sum(slug in paper["facts"] for paper in papers)


@random_histories
@given(happenings)
def test_the_rows_that_are_searched_say_what_the_manifests_say(lived, happened):
    lived(happened)
    for model, thing, revision in (
        (CertificateFact, Fact, FactRevision),
        (CertificateQuestion, Question, QuestionRevision),
    ):
        part, link = ("facts", "fact_id") if thing is Fact else ("questions", "question_id")
        column = getattr(model, "fact_revision_id" if thing is Fact else "question_revision_id")
        rows = db.session.execute(
            select(model.certificate_id, thing.slug, revision.number)
            .join(revision, revision.id == column)
            .join(thing, thing.id == getattr(revision, link))
        )
        assert {tuple(row) for row in rows} == {
            (held.id, entry["id"], entry["revision"]) for held in certificates() for entry in held.manifest[part]
        }


@random_histories
@given(happenings)
def test_the_record_of_a_certificate_verifies_and_never_goes_back_to_an_earlier_revision(lived, happened):
    lived(happened)
    for held in certificates():
        shown: dict[tuple[str, str], int] = {}
        for entry in queries.record(held):
            assert currency.digest(entry.manifest) == entry.manifest_digest
            listed = {(part, e["id"]): e["revision"] for part in currency.PARTS for e in entry.manifest[part]}
            assert all(shown.get(thing, 0) <= number for thing, number in listed.items())
            shown |= listed
        assert [e.number for e in queries.editions(held)] == list(range(1, held.edition + 1))
        assert [e.number for e in queries.editions(held) if e.superseded_at is None] == [held.edition]


@random_histories
@given(happenings)
def test_what_may_be_asked_on_a_day_is_what_holds_on_it_and_has_been_looked_at(lived, happened):
    world = lived(happened)
    slugs = {row.id: row.slug for row in db.session.scalars(select(Question))}
    numbers = {row.id: row.number for row in db.session.scalars(select(QuestionRevision))}
    for day in world.days():
        drawn = content.candidates(day)
        assert {(slugs[c.question_id], numbers[c.revision_id]) for c in drawn} == worlds.askable(world, day)
        for candidate in drawn:
            held = {slug: worlds.in_force(world.told[slug], day) for slug in candidate.facts}
            assert dict(candidate.in_force) == {slug: step.number for slug, step in held.items()}
            assert candidate.safety_critical == any(step.critical for step in held.values())


@random_histories
@given(happenings)
def test_no_fact_and_no_question_ever_has_two_revisions_in_force_on_one_day(lived, happened):
    world = lived(happened)
    for day in world.days():
        for slug in "abc":
            row = facts.fact(slug)
            its = [r.number for r in facts.revisions_of(row) if facts.as_core(r).holds_on(day)]
            step = worlds.in_force(world.told[slug], day)
            assert its == ([step.number] if step else [])
        for slug in worlds.QUESTIONS:
            its = db.session.scalars(
                select(QuestionRevision.number).join(Question).where(Question.slug == slug, content.in_force(day))
            ).all()
            assert its == [worlds.in_force(world.told[slug], day).number]


@random_histories
@given(happenings)
def test_a_refresher_leaves_behind_only_what_cannot_be_asked_while_its_questions_wait(lived, happened):
    world = lived(happened)
    asked = content.candidates(world.today)
    slugs = {row.id: row.slug for row in db.session.scalars(select(Question))}
    askable = {("facts", fact) for c in asked for fact in c.facts}
    askable |= {("questions", slugs[c.question_id]) for c in asked}
    for held in certificates():
        worlds.live_through(world, [("refresh", certificates().index(held))])
        validity = queries.validity(queries.by_code(held.code, world.today), world.today)
        if validity.value not in ("revoked", "expired"):
            assert not askable & {(moved.part, moved.thing) for moved in held.currency.moved}
