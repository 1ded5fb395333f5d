"""Vesicle: question banks on exosomes, and certificates that know which facts they rest on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from quizapp import cli, config, jobs
from quizapp.database import db
from quizapp.extensions import csrf, migrate
from quizapp.people import security, security_events
from quizapp.web import (
    assets,
    converters,
    cookie,
    errors,
    filters,
    guard,
    headers,
    looks,
    navigation,
    paging,
    transaction,
)
from quizapp.web.account import doors
from quizapp.web.account.views import bp as account
from quizapp.web.admin.views import bp as admin
from quizapp.web.api.views import bp as api
from quizapp.web.manager.views import bp as manager
from quizapp.web.practitioner.views import bp as practitioner
from quizapp.web.public.views import bp as public
from quizapp.web.trainer.views import bp as trainer

ROOT = Path(__file__).resolve().parent.parent


def create_app(environ: Mapping[str, str] | None = None, instance: Path | None = None, **overrides: Any) -> Flask:
    """Make the application from an environment (the process's own when None), with its data in ``instance``."""
    settings = config.read(os.environ if environ is None else environ)
    folder = (instance or Path(settings.DATA_DIR or ROOT / "instance")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__, instance_path=str(folder), static_folder=str(ROOT / "static"))
    app.config.from_mapping(config.flask_config(settings, folder))
    app.config.from_mapping(overrides)
    if proxies := int(app.config["PROXIES"]):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]

    converters.init_app(app)
    cookie.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(Path(__file__).parent / "migrations"))
    transaction.init_app(app)
    guard.init_app(app)
    csrf.init_app(app)
    security.init_app(app)
    security_events.init_app(app)
    doors.init_app(app)
    errors.init_app(app)
    headers.init_app(app)
    assets.init_app(app)
    filters.init_app(app)
    looks.init_app(app)
    navigation.init_app(app)
    paging.init_app(app)
    jobs.init_app(app)
    cli.init_app(app)
    for corridor in (public, account, practitioner, trainer, manager, admin, api):
        app.register_blueprint(corridor)
    return app
