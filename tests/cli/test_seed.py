"""``flask seed demo``: an organisation to look around in, lived through the same actions as by people."""

from sqlalchemy import func, select

from quizapp.attempts.models import Attempt, AttemptState
from quizapp.certificates.models import Certificate
from quizapp.completion.models import Assignment
from quizapp.database import db
from quizapp.people.models import Mail, MailState, Person, Team


def count(app, model, *where):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model).where(*where))


def test_the_demonstration_has_three_clinics_forty_practitioners_and_half_a_year_behind_it(app, client):
    run = app.test_cli_runner()
    assert run.invoke(args=["bank", "load"]).exit_code == 0
    seeded = run.invoke(args=["seed", "demo"])
    assert seeded.exit_code == 0, seeded.output
    assert count(app, Team) == 3
    assert count(app, Person, Person.email.startswith("practitioner-")) + 1 == 40
    assert count(app, Attempt, Attempt.state == AttemptState.OPEN) == 0
    assert count(app, Mail, Mail.state == MailState.WAITING) == 0
    assert min(count(app, Certificate), count(app, Assignment)) > 5
    with app.app_context():
        first, last = db.session.execute(select(func.min(Attempt.started_at), func.max(Attempt.started_at))).one()
    assert (last - first).days > 90

    password = (seeded.output.split("password ")[1]).split()[0]
    for name, page in (("pam", "/"), ("ted", "/trainer/"), ("mo", "/manager/"), ("ada", "/admin/")):
        browser = app.test_client()
        signed_in = browser.post("/sign-in", data={"email": f"{name}@demo.example", "password": password})
        assert signed_in.status_code in (302, 303), signed_in.text
        assert browser.get(page).status_code == 200

    before = count(app, Attempt)
    again = run.invoke(args=["seed", "demo"])
    assert f"password {password}" in again.output
    assert count(app, Attempt) == before
