"""``flask keys``: the keys that sign certificates."""

from __future__ import annotations

import json
from datetime import timedelta

import click
from flask.cli import AppGroup

from quizapp import clock
from quizapp.certificates import signing
from quizapp.certificates.signing import Identity
from quizapp.credentials.keyfiles import UnreadableKey
from quizapp.credentials.signers import BadSigner

keys = AppGroup("keys", help="The keys that sign certificates: show them, rotate them.")


def signing_identity() -> Identity:
    """Return who signs. Ends the command with a sentence where a key cannot be read or used."""
    try:
        return signing.identity()
    except (UnreadableKey, BadSigner) as problem:
        raise click.ClickException(str(problem)) from None


@keys.command()
@click.option("--overlap", type=click.IntRange(0, 365), default=1, show_default=True, help="In days.")
def rotate(overlap: int) -> None:
    """Sign with new keys from now on; what was signed before still verifies.

    The old private keys are deleted at once. Until the overlap is over, what was signed with them elsewhere at this
    moment still counts.
    """
    signing_identity()
    made = signing.rotate(clock.now(), timedelta(days=overlap))
    click.echo(f"New credentials are signed with {made.ring.current.kid}.")
    click.echo(f"New documents are sealed with the certificate {made.certificates[0].fingerprint}.")


@keys.command("list")
def list_all() -> None:
    """List the public half of every key there has been, the latest first."""
    for key in signing_identity().ring.keys:
        until = f"retired on {key.retired_at:%Y-%m-%d}" if key.retired_at else "in use"
        click.echo(f"{key.kid}  since {key.created_at:%Y-%m-%d}  {until}")


@keys.command()
def public() -> None:
    """Print every public key as a JWK Set: all that is needed to check files elsewhere."""
    click.echo(json.dumps(signing_identity().public_set, indent=2))
