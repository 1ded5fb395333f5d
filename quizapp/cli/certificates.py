"""``flask certificates``: list, verify, export, correct and revoke certificates."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from quizapp import clock, jobs
from quizapp.certificates import actions, codes, credential, documents, queries, signing
from quizapp.certificates.models import Certificate
from quizapp.cli.keys import signing_identity
from quizapp.core.errors import Refused
from quizapp.core.standing import Validity
from quizapp.credentials import document_keys, keys
from quizapp.credentials import verify as files
from quizapp.credentials.keyfiles import UnreadableKey
from quizapp.credentials.report import Trusted, Verdict
from quizapp.credentials.signers import BadSigner
from quizapp.credentials.strict_json import Unclear
from quizapp.database import reads_only

certificates = AppGroup("certificates", help="Certificates: list, verify, export, correct, revoke.")

COUNTS = (Validity.VALID, Validity.REFRESHER_DUE)
BADGES = (".png", ".svg", ".json", ".jwt")
FILES = (".pdf", *BADGES)
LONGEST = 100
"""How much is repeated of an argument that stands for nothing, in characters."""


@certificates.command()
@click.argument("code_or_file", metavar="CODE|FILE")
@click.option(
    "--keys", "key_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The issuer's public keys (its keys.json), to check a file of another installation.",
)  # fmt: skip
@click.option("--issuer", help="The issuer's did:web, with --keys; this installation's own without it.")
def verify(code_or_file: str, key_file: Path | None, issuer: str | None) -> None:
    """Say in one line what a certificate, or a file of one, is worth; end with 0 only if it is good.

    A file is checked with nothing but the public keys: no database is asked. A code is looked up; its capitals,
    spaces and hyphens do not matter.
    """
    path = Path(code_or_file)
    if _is_file(path):
        _verify_file(path, key_file, issuer)
    elif "/" in code_or_file or path.suffix.lower() in FILES:
        raise click.ClickException(f"{code_or_file[:LONGEST]}: there is no such file")
    else:
        _verify_code(code_or_file)


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no system takes is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _verify_file(path: Path, key_file: Path | None, issuer: str | None) -> None:
    try:
        with path.open("rb") as file:
            content = file.read(files.LARGEST + 1)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}") from None
    report = files.check(content, path.name, _trusted(key_file, issuer), clock.now())
    click.echo(f"{report.verdict}: {report.sentence}")
    sys.exit(0 if report.verdict is Verdict.GENUINE else 1)


def _trusted(key_file: Path | None, issuer: str | None) -> Trusted:
    """Return what a file is checked by: a list of public keys, or those that this installation has. Makes none."""
    if key_file is None:
        return _own()
    by, content = issuer or signing.own_did(), key_file.read_bytes()
    try:
        return Trusted(by, by, keys.read_public_set(content), document_keys.read_published(content))
    except Unclear as problem:
        raise click.ClickException(f"{key_file}: {problem}") from None


def _own() -> Trusted:
    try:
        own = signing.trusted(clock.now())
    except (UnreadableKey, BadSigner) as problem:
        raise click.ClickException(str(problem)) from None
    if not own.keys:
        raise click.ClickException("this installation has no keys yet; give the issuer's with --keys")
    return own


def _verify_code(code: str) -> None:
    reads_only.set(True)
    certificate = queries.by_code(code, clock.today())
    if certificate is None:
        click.echo(f"unknown: {codes.problem(code) or 'No certificate has this code.'}")
        sys.exit(1)
    validity = queries.validity(certificate, clock.today())
    click.echo(f"{validity}: {certificate.number}, {certificate.title}, {_when(certificate, validity)}")
    sys.exit(0 if validity in COUNTS else 1)


def _when(certificate: Certificate, validity: Validity) -> str:
    """Return the dates that make it so."""
    held = certificate.held
    if validity is Validity.REVOKED:
        return f"revoked on {held.revoked_on}"
    until = f"issued on {held.issued_on}, valid until {held.expires_on or 'no end date'}"
    return f"{until}, refresher due by {certificate.currency.due_on}" if certificate.currency.due_on else until


@certificates.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of a table.")
def list_all(*, as_json: bool) -> None:
    """List all certificates, the latest first."""
    reads_only.set(True)
    rows = [_row(certificate) for certificate in queries.everything(clock.today())]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['code']}  {row['status']:<14}{row['issued']}  {row['expires'] or '–':<11} {row['quiz']}")


def _row(certificate: Certificate) -> dict[str, Any]:
    held = certificate.held
    return {
        "code": codes.grouped(certificate.code),
        "number": certificate.number,
        "status": queries.validity(certificate, clock.today()).value,
        "quiz": certificate.quiz.slug,
        "issued": held.issued_on.isoformat(),
        "expires": held.expires_on.isoformat() if held.expires_on else None,
    }


@certificates.command()
@click.argument("code")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write the sealed document here.")
@click.option(
    "--badge", type=click.Path(dir_okay=False, path_type=Path),
    help=f"Write the badge here; its ending says what it is: {', '.join(BADGES)}.",
)  # fmt: skip
def export(code: str, pdf: Path | None, badge: Path | None) -> None:
    """Write a certificate's document, its badge, or both."""
    reads_only.set(True)
    certificate, by = _found(code), signing_identity()
    if pdf is None and badge is None:
        raise click.UsageError("say what to write: --pdf FILE, --badge FILE, or both")
    if badge is not None and badge.suffix not in BADGES:
        raise click.UsageError(f"a badge's file ends in {', '.join(BADGES)}; '{badge.name}' does not")
    if pdf is not None:
        _put(pdf, documents.pdf(certificate, by))
    if badge is not None:
        _put(badge, credential.badge_file(certificate, badge.suffix.removeprefix("."), by))


def _put(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None
    click.echo(f"Written: {path}")


def _found(code: str) -> Certificate:
    certificate = queries.by_code(code, clock.today())
    if certificate is None:
        raise click.ClickException(f"{codes.problem(code) or 'no certificate has this code'}; nothing was changed")
    return certificate


@certificates.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why; the holder is told.")
def revoke(code: str, reason: str) -> None:
    """Revoke a certificate and write to its holder; where that takes two people, ask for it."""
    certificate = _found(code)
    takes_two = current_app.config["REVOCATION"] == "two"
    try:
        (actions.ask_to_revoke if takes_two else actions.revoke)(certificate, None, reason, clock.now())
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
    jobs.commit()
    done = "asked for; an administrator confirms it" if takes_two else "revoked"
    click.echo(f"{done}: {certificate.number}, {certificate.title}")
