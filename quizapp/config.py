"""Every setting: its environment variable, its default and what it means. README.md lists the same."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones


class BadSetting(Exception):
    """A setting that cannot be used; the text names it and says why."""


def setting(default: str, meaning: str) -> Any:
    """Declare a setting with its default and what it means."""
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the environment may set. Each field is the environment variable of the same name; all are text."""

    DATA_DIR: str = setting("", "the folder of what is kept: database, secret, jobs, outbox; `instance/` when empty")
    DATABASE_URL: str = setting(
        "", "where the data is: `sqlite:///…` or `postgresql+psycopg://…`; a SQLite file in `instance/` when empty"
    )
    SECRET_KEY: str = setting("", "signs sessions and links; made once and kept in `instance/secret_key` when empty")
    HOST: str = setting("127.0.0.1", "where `make run` listens; a unit of your own says it to the server itself")
    PORT: str = setting("8000", "the port on which `make run` listens")
    BASE_URL: str = setting(
        "http://127.0.0.1:8000", "the address people use; links in mails and QR codes start with it"
    )
    SITE_NAME: str = setting("Vesicle", "the name shown on pages, mails and certificates")
    REGISTRATION: str = setting("invite", "`invite`: by invitation only; `open`: anybody may register")
    REVOCATION: str = setting("one", "`one` administrator revokes a certificate, or `two`: one asks, another confirms")
    TIME_ZONE: str = setting("UTC", "the time zone in which dates and times are shown, such as `Pacific/Auckland`")
    MAIL_SERVER: str = setting("", "SMTP server; mails become files in `instance/outbox/` when empty")
    MAIL_PORT: str = setting("587", "SMTP port; 465 speaks TLS from the start, others switch to it when offered")
    MAIL_USERNAME: str = setting("", "SMTP user; no sign-in when empty")
    MAIL_PASSWORD: str = setting("", "SMTP password")
    MAIL_FROM: str = setting("no-reply@localhost", "the sender of mails")
    REDIS_URL: str = setting("", "Redis for the job queue; a SQLite file in `instance/` when empty")
    PROXIES: str = setting("0", "how many reverse proxies in front are trusted to name the client's address")
    KEYS_DIR: str = setting(
        "", "the folder of the keys that sign certificates, shared by all machines; `instance/keys/` when empty"
    )
    SIGNING_KEY: str = setting(
        "", "seals PDFs in place of our own key: a PEM private key, or a PKCS #12 file (`.p12`) with its certificate"
    )
    SIGNING_CERTIFICATE: str = setting("", "the PEM certificate of a PEM `SIGNING_KEY`, with its chain after it")
    SIGNING_PASSPHRASE: str = setting("", "opens `SIGNING_KEY`; none when empty")
    QUESTIONS_DIR: str = setting("", "the folder of question files; `questions/` of the installation when empty")


def read(environ: Mapping[str, str]) -> Settings:
    """Read the settings from an environment. Raises BadSetting for a value that cannot be meant."""
    settings = Settings(
        **{f.name: environ[f.name].strip() for f in fields(Settings) if environ.get(f.name, "").strip()}
    )
    if settings.REGISTRATION not in ("invite", "open"):
        raise BadSetting(f"REGISTRATION is '{settings.REGISTRATION}'; it must be 'invite' or 'open'")
    if settings.REVOCATION not in ("one", "two"):
        raise BadSetting(f"REVOCATION is '{settings.REVOCATION}'; it must be 'one' or 'two'")
    if settings.TIME_ZONE not in available_timezones():
        raise BadSetting(f"TIME_ZONE is '{settings.TIME_ZONE}', which is no time zone known here")
    for name in ("PORT", "MAIL_PORT", "PROXIES"):
        if not getattr(settings, name).isdigit():
            raise BadSetting(f"{name} is '{getattr(settings, name)}'; it must be a whole number")
    if not settings.BASE_URL.startswith(("http://", "https://")):
        raise BadSetting(f"BASE_URL is '{settings.BASE_URL}'; it must start with http:// or https://")
    return settings


def kept_secret(path: Path, length: int = 48) -> str:
    """Return the secret kept in ``path``, made of so many random bytes on first use and readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(length))
        # Linked once it is written: of processes that start at once one wins, and nobody reads half a secret.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


def flask_config(settings: Settings, instance: Path) -> dict[str, Any]:
    """Return the configuration of Flask and its extensions that follows from the settings."""
    secret = settings.SECRET_KEY or kept_secret(instance / "secret_key")
    https = settings.BASE_URL.startswith("https://")
    url = settings.DATABASE_URL or f"sqlite:///{instance / 'vesicle.db'}"
    return {
        **{f.name: getattr(settings, f.name) for f in fields(Settings)},
        "SECRET_KEY": secret,
        "ZONE": ZoneInfo(settings.TIME_ZONE),
        "SQLALCHEMY_DATABASE_URI": url.replace("postgres://", "postgresql://", 1),
        "SQLALCHEMY_ENGINE_OPTIONS": {} if url.startswith("sqlite") else {"pool_pre_ping": True},
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,  # a token lasts as long as its session: an exam may outlast an hour
    }
