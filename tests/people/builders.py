"""What tests of people stand on: the cast as rows, and a mail server that listens on a port of its own."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from quizapp.database import db
from quizapp.people.models import AuditEntry, Invitation, Mail, Person, Team
from tests import factories


def people() -> tuple[Person, Person, Person, Person, Person]:
    """Add the cast; return Pam, Ted, Mo, Ada and Sid."""
    ids = factories.cast()
    return tuple(db.session.get_one(Person, ids[name]) for name in ("pam", "ted", "mo", "ada", "sid"))  # type: ignore[return-value]


def team(name: str) -> Team:
    return db.session.scalars(select(Team).where(Team.name == name)).one()


def mails(recipient: str = "") -> list[Mail]:
    found = select(Mail).order_by(Mail.id)
    return list(db.session.scalars(found.where(Mail.recipient == recipient) if recipient else found))


def acts() -> list[tuple[str, str]]:
    """Return (act, subject) of every line of the audit log, oldest first."""
    return [(entry.verb, entry.subject) for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def invitation(email: str) -> Invitation:
    return db.session.scalars(select(Invitation).where(Invitation.email == email)).one()


def secret_in(mail: Mail) -> str:
    """Return the secret of the link in an invitation."""
    return mail.body.split("/invitation/")[1].split()[0]


class Postbox(socketserver.ThreadingTCPServer):
    """A mail server that speaks just enough SMTP; it refuses everything when told to."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, refusal: str = "") -> None:
        self.refusal = refusal
        self.received: list[str] = []
        super().__init__(("127.0.0.1", 0), Conversation)


class Conversation(socketserver.StreamRequestHandler):
    """One delivery."""

    server: Postbox

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 postbox")
        for raw in self.rfile:
            command = raw.decode().strip().upper()
            if command == "DATA":
                self.say("354 go on")
                self.server.received.append(self.body())
                self.say("250 kept")
            elif command.startswith("RCPT") and self.server.refusal:
                self.say(self.server.refusal)
            elif command == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 fine")
        return None

    def body(self) -> str:
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw.decode())
        return "".join(lines)


@contextmanager
def postbox(refusal: str = "") -> Iterator[Postbox]:
    """Run a mail server."""
    with Postbox(refusal) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
