"""What loading a file does to something that may have been edited on the web since."""

import pytest

from quizapp.core.loading import Decision, LoadReport, Take, Tally, decide, report

OLD, NEW, WEB, DRAFT = "old", "new", "web", "draft"


@pytest.mark.parametrize(
    ("now", "before", "held", "take", "decision"),
    [
        # there is no such thing yet
        (NEW, None, [], None, Decision.CREATE),
        (NEW, OLD, [], None, Decision.CREATE),
        # the database has what the file says
        (OLD, OLD, [OLD], None, Decision.SAME),
        (NEW, None, [NEW], None, Decision.SAME),
        (NEW, OLD, [NEW], Take.WEB, Decision.SAME),
        (NEW, OLD, [DRAFT, NEW], None, Decision.SAME),
        # changed in the file alone
        (NEW, OLD, [OLD], None, Decision.REVISE),
        (NEW, OLD, [OLD], Take.WEB, Decision.REVISE),
        # changed on the web alone
        (OLD, OLD, [WEB], None, Decision.KEEP),
        (OLD, OLD, [WEB], Take.FILE, Decision.KEEP),
        (OLD, OLD, [DRAFT, WEB], None, Decision.KEEP),
        # changed in both
        (NEW, OLD, [WEB], None, Decision.CONFLICT),
        (NEW, OLD, [DRAFT, OLD], None, Decision.CONFLICT),
        (NEW, None, [WEB], None, Decision.CONFLICT),
        (NEW, OLD, [WEB], Take.FILE, Decision.REVISE),
        (NEW, OLD, [WEB], Take.WEB, Decision.KEEP),
    ],
)
def test_the_decision_follows_from_four_digests(now, before, held, take, decision):
    assert decide(now, before, held, take) is decision


def test_only_what_is_created_or_revised_is_written():
    assert {decision for decision in Decision if decision.writes} == {Decision.CREATE, Decision.REVISE}


def test_a_report_counts_every_decision_by_noun():
    tally = Tally("fact")
    for name, decision in (("a", Decision.CREATE), ("b", Decision.REVISE), ("c", Decision.CONFLICT)):
        tally.add(decision, name)
    made = report([tally, Tally("quiz")], 3)
    assert made.counts["fact"] == {"created": 1, "revised": 1, "unchanged": 0, "kept": 0, "conflict": 1}
    assert made.conflicts == ("fact c",)
    assert (made.changes, made.absent) == (2, 3)


def test_a_report_comes_back_from_json():
    made = LoadReport({"fact": {"created": 1}}, ("quiz a",), 2)
    assert LoadReport.from_json(made.as_json()) == made
    assert LoadReport.from_json(made.as_json(), was_loaded=True).was_loaded
