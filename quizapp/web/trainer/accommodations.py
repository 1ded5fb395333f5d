"""What one person is granted for a quiz: more time, more attempts, no delay, a later closing."""

from __future__ import annotations

from datetime import UTC

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from wtforms import BooleanField, DateTimeLocalField, EmailField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from quizapp import clock
from quizapp.core.errors import NotHere
from quizapp.database import db
from quizapp.people.models import Person
from quizapp.quizzes import actions, queries
from quizapp.quizzes.models import Accommodation, Quiz
from quizapp.web.trainer.blueprint import bp
from quizapp.web.trainer.forms import near


class GrantForm(FlaskForm):
    """What is granted, to whom and why."""

    email = EmailField("E-mail of the person", validators=[InputRequired("Whose?"), Length(max=255)])
    extra_minutes = IntegerField("Extra minutes", validators=[InputRequired(), NumberRange(0, 1440)], default=0)
    extra_attempts = IntegerField("Extra attempts", validators=[InputRequired(), NumberRange(0, 100)], default=0)
    no_delay = BooleanField("No delay between attempts")
    closes_at = DateTimeLocalField(
        "Closes later for them", validators=[Optional(), near], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        description="Empty: when it closes for everybody.",
    )  # fmt: skip
    reason = TextAreaField(
        "Reason", validators=[InputRequired("Say why: it is kept with the record."), Length(max=2000)],
        description="Seen by trainers. Leave health details out where you can.",
    )  # fmt: skip

    def granted(self) -> actions.Grant:
        """Return what is granted, once it has been validated."""
        closes = self.closes_at.data
        return actions.Grant(
            extra_minutes=self.extra_minutes.data,
            extra_attempts=self.extra_attempts.data,
            no_delay=self.no_delay.data,
            closes_at=closes and closes.replace(tzinfo=current_app.config["ZONE"]).astimezone(UTC),
            reason=self.reason.data.strip(),
        )


def _person(email: str) -> Person | None:
    found = select(Person).where(func.lower(Person.email) == email.strip().lower(), Person.active)
    return db.session.scalar(found)


def _own(quiz: Quiz, accommodation_id: int) -> Accommodation:
    row = db.session.get(Accommodation, accommodation_id)
    if row is None or row.quiz_id != quiz.id:
        raise NotHere
    return row


@bp.get("/trainer/quizzes/<slug>/accommodations")
def accommodations(slug: str) -> str:
    """List what was granted to whom."""
    return _page(queries.by_slug(slug), GrantForm())


def _page(quiz: Quiz, form: GrantForm) -> str:
    rows = db.session.scalars(
        select(Accommodation)
        .join(Accommodation.person)
        .options(joinedload(Accommodation.person))
        .where(Accommodation.quiz_id == quiz.id)
        .order_by(func.lower(Person.name))
    ).all()
    return render_template(
        "trainer/accommodations.html", quiz=quiz, form=form, rows=rows, zone=current_app.config["TIME_ZONE"]
    )


@bp.post("/trainer/quizzes/<slug>/accommodations")
def grant(slug: str) -> ResponseReturnValue:
    """Grant a person something, in place of what they were granted before."""
    quiz, form = queries.by_slug(slug), GrantForm()
    valid = form.validate_on_submit()
    person = _person(form.email.data or "") if form.email.data else None
    if person is None and not form.email.errors:
        form.email.errors = ["Nobody here has this address. Check it, or ask an administrator to invite them."]
    if not valid or person is None:
        return _page(quiz, form), 422
    actions.grant(quiz, person, form.granted(), current_user, clock.now())
    flash(f"Granted to {person.name}, for attempts that start from now on.", "good")
    return redirect(url_for(".accommodations", slug=slug), 303)


@bp.post("/trainer/quizzes/<slug>/accommodations/<int:accommodation_id>/withdraw")
def withdraw(slug: str, accommodation_id: int) -> ResponseReturnValue:
    """Take back what was granted."""
    row = _own(queries.by_slug(slug), accommodation_id)
    name = row.person.name
    actions.withdraw(row, current_user, clock.now())
    flash(f"Withdrawn from {name}. An attempt that runs keeps the time it was given.", "good")
    return redirect(url_for(".accommodations", slug=slug), 303)
