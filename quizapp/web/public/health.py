"""Whether the service is well."""

from __future__ import annotations

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from quizapp.database import db
from quizapp.version import VERSION
from quizapp.web.guard import public
from quizapp.web.public.blueprint import bp


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say whether the service and its database answer."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        current_app.logger.exception("the database does not answer")
        return jsonify(status="failing", database="not answering", version=VERSION), 503
    return jsonify(status="ok", database="ok", version=VERSION)
