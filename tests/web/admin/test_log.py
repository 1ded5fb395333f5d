"""The audit log: pages, filters, CSV."""

from __future__ import annotations

import csv
import io
import json

from quizapp import clock
from quizapp.database import db
from quizapp.people import audit
from quizapp.people.models import Person


def rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))


def test_an_act_stands_there_with_who_when_and_what(ada, cast):
    ada.post(f"/admin/people/{cast['pam']}/off")
    page = ada.get("/admin/audit").text
    for words in ("Ada Administrator", "switched off the account", f"person:{cast['pam']}"):
        assert words in page
    assert f'href="/admin/people/{cast["pam"]}"' in page


def test_the_log_is_filtered_and_a_date_that_is_none_counts_as_not_said(ada, cast):
    ada.post(f"/admin/people/{cast['pam']}/off")
    ada.post(f"/admin/people/{cast['pam']}/on")
    found = ada.get("/admin/audit?act=switched+on&actor=ada&subject=person&since=2020-01-01&until=2999-01-01").text
    assert "1 line" in found
    assert "2 lines" in ada.get("/admin/audit?since=nonsense").text
    assert "Nothing found" in ada.get("/admin/audit?until=2020-01-01").text


def test_the_csv_has_what_the_page_is_filtered_by(ada, cast):
    ada.post(f"/admin/people/{cast['pam']}/roles", data={"roles": ["trainer"]})
    ada.post(f"/admin/people/{cast['pam']}/off")
    assert "/admin/audit.csv?act=roles" in ada.get("/admin/audit?act=roles").text
    response = ada.get("/admin/audit.csv?act=roles")
    assert response.mimetype == "text/csv"
    assert "audit.csv" in response.headers["Content-Disposition"]
    (row,) = rows(response)
    assert (row["by"], row["by name"], row["act"]) == (f"person:{cast['ada']}", "Ada Administrator", "changed roles")
    assert json.loads(row["detail"]) == {"before": ["practitioner"], "after": ["trainer"]}


def test_what_the_system_did_has_nobody(app, ada):
    with app.app_context():
        audit.record(None, "loaded questions", "bank:1", clock.now(), count=3)
        db.session.commit()
    assert "the system" in ada.get("/admin/audit").text
    assert rows(ada.get("/admin/audit.csv"))[0]["by name"] == "the system"


def test_no_cell_is_taken_for_a_formula(app, ada, cast):
    with app.app_context():
        db.session.get_one(Person, cast["ada"]).name = "=HYPERLINK(1)"
        audit.record(db.session.get_one(Person, cast["ada"]), "did", "x:1", clock.now())
        db.session.commit()
    assert rows(ada.get("/admin/audit.csv"))[0]["by name"] == "'=HYPERLINK(1)"


def test_a_long_log_has_pages(app, ada):
    with app.app_context():
        for _ in range(120):
            audit.record(None, "did", "x:1", clock.now())
        db.session.commit()
    assert "Page 1 of 2" in ada.get("/admin/audit").text
    assert len(rows(ada.get("/admin/audit.csv"))) == 120


def test_no_other_role_reads_it(as_):
    for who in ("pam", "ted", "mo"):
        assert as_(who).get("/admin/audit").status_code == as_(who).get("/admin/audit.csv").status_code == 403
