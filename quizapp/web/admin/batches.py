"""The documents of all certificates of a quiz in one file: asked for, made by a job, downloaded."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp import clock, jobs
from quizapp.certificates import batches
from quizapp.completion.queries import assignable
from quizapp.core.errors import NotHere
from quizapp.database import db
from quizapp.quizzes import queries as quizzes
from quizapp.web.admin.blueprint import bp
from quizapp.web.admin.forms import BatchForm
from quizapp.web.filters import plural
from quizapp.web.fresh import fresh


@bp.route("/admin/certificates/batches", methods=["GET", "POST"])
@fresh
def certificate_batches() -> ResponseReturnValue:
    """List what was asked for and how far it is, and ask for more."""
    form = BatchForm()
    form.offer(assignable())
    if form.validate_on_submit():
        batch = batches.ask(quizzes.by_slug(form.quiz.data), current_user, clock.now())
        batch_id, total = batch.id, batch.total
        db.session.commit()  # before the job looks for it
        jobs.enqueue(jobs.make_batch, batch_id)
        flash(f"{plural(total, 'document')} will be made. This page shows how far that is.", "good")
        return redirect(url_for(".certificate_batches"), 303)
    rows = batches.latest()
    offered = {batch.id for batch in rows if batches.is_offered(batch)}
    return render_template("admin/batches.html", form=form, rows=rows, offered=offered, kept=batches.KEPT.days)


@bp.get("/admin/certificates/batches/<int:batch_id>.zip")
@fresh
def certificate_batch_file(batch_id: int) -> Response:
    """Give the file of a batch. One whose file is not there, not yet or no more, is a 404."""
    batch = batches.by_id(batch_id)
    if not batches.is_offered(batch):
        raise NotHere
    name = f"certificates-{batch.quiz.slug}.zip"
    return send_file(batches.path_of(batch), as_attachment=True, download_name=name, max_age=0)
