"""Mail leaves once, is tried again when it cannot, and is put before an administrator in the end."""

from __future__ import annotations

import smtplib
import stat
import threading
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import current_app

from quizapp.core.errors import NotHere
from quizapp.database import db
from quizapp.people import delivery
from quizapp.people.models import Mail, MailState
from quizapp.people.post import WAITING, write
from tests.factories import NOW
from tests.people import builders


@pytest.fixture
def mail(ctx) -> Mail:
    """A mail that waits."""
    write("pam@example.org", "Grüße", "Öffne https://example.org/?a=b&c=d\n", NOW)
    db.session.commit()
    return builders.mails()[0]


def settings(port: int, **more: str) -> dict[str, object]:
    return {**current_app.config, "MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(port), **more}


def test_a_mail_becomes_a_file_whose_name_shows_when_and_to_whom(mail, tmp_path):
    letter = delivery.claim(NOW)
    assert delivery.send(letter, current_app.config, tmp_path / "outbox", NOW) is None
    path = next((tmp_path / "outbox").iterdir())
    assert path.name == f"20261122T100000Z-{mail.id:06d}-pam@example.org.eml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert message["To"] == "pam@example.org"
    assert message["Subject"] == "Grüße"
    assert message["From"] == "Vesicle <no-reply@localhost>"
    assert message.get_content() == "Öffne https://example.org/?a=b&c=d\n"
    assert "https://example.org/?a=b&c=d" in path.read_text()


def test_a_strange_recipient_cannot_leave_the_outbox(ctx, tmp_path):
    letter = delivery.Letter(1, "../../etc/passwd", "s", "b\n", 1)
    path = delivery.into(tmp_path, delivery.message(letter, current_app.config, NOW), letter, NOW)
    assert path.parent == tmp_path


def test_a_mail_goes_to_the_server_that_is_set(mail):
    with builders.postbox() as server:
        problem = delivery.send(delivery.claim(NOW), settings(server.server_address[1]), Path("/nowhere"), NOW)
        assert problem is None
        assert "To: pam@example.org" in server.received[0]
        assert f"Message-ID: <mail-{mail.id}@localhost>" in server.received[0]


def test_a_refusal_is_kept_and_the_mail_tried_again_later(mail):
    with builders.postbox(refusal="550 unknown here") as server:
        letter = delivery.claim(NOW)
        problem = delivery.send(letter, settings(server.server_address[1]), Path("/nowhere"), NOW)
    delivery.settle(letter, problem, NOW)
    assert "unknown here" in mail.problem
    assert (mail.state, mail.due_at) == (MailState.WAITING, NOW + timedelta(minutes=1))
    assert delivery.claim(NOW + timedelta(seconds=59)) is None
    assert delivery.claim(NOW + timedelta(seconds=60)).tries == 2


def test_a_server_that_is_not_there_is_a_problem_not_a_crash(mail, tmp_path):
    with builders.postbox() as server:
        port = server.server_address[1]
    assert "Refused" in delivery.send(delivery.claim(NOW), settings(port), tmp_path, NOW)


def test_a_password_never_goes_in_the_clear(mail, tmp_path):
    with builders.postbox() as server:
        given = settings(server.server_address[1], MAIL_USERNAME="u", MAIL_PASSWORD="p")
        assert "not sent in the clear" in delivery.send(delivery.claim(NOW), given, tmp_path, NOW)
        assert server.received == []


def test_an_address_that_cannot_be_written_is_a_problem_not_a_crash(ctx, tmp_path):
    letter = delivery.Letter(1, "pam@example.org\nBcc: all@example.org", "s", "b\n", 1)
    assert delivery.send(letter, current_app.config, tmp_path, NOW)


def test_after_five_tries_a_mail_has_failed(mail):
    now = NOW
    for _ in range(5):
        letter = delivery.claim(now)
        delivery.settle(letter, "no", now)
        now += timedelta(hours=2)
    assert (mail.state, mail.tries, mail.problem) == (MailState.FAILED, 5, "no")
    assert delivery.claim(now) is None


def test_a_failed_mail_can_be_tried_again_and_no_other(mail):
    with pytest.raises(NotHere):
        delivery.try_again(mail.id)
    mail.state, mail.tries = MailState.FAILED, 5
    db.session.info.pop(WAITING, None)
    delivery.try_again(mail.id)
    assert db.session.info[WAITING]
    assert delivery.claim(NOW).tries == 1
    with pytest.raises(NotHere):
        delivery.try_again(99)


def test_a_sent_mail_is_settled(mail):
    letter = delivery.claim(NOW)
    delivery.settle(letter, None, NOW)
    assert (mail.state, mail.sent_at, mail.problem) == (MailState.SENT, NOW, None)


def test_what_a_stopped_worker_left_is_not_sent_again_unasked(mail):
    delivery.claim(NOW)
    delivery.give_up_abandoned(NOW + timedelta(minutes=14))
    db.session.refresh(mail)
    assert mail.state == MailState.SENDING
    delivery.give_up_abandoned(NOW + timedelta(minutes=15))
    db.session.refresh(mail)
    assert mail.state == MailState.FAILED
    assert "may or may not have arrived" in mail.problem


def test_ten_workers_at_once_claim_each_mail_once(app):
    with app.app_context():
        for number in range(6):
            write(f"{number}@example.org", "s", "b", NOW)
        db.session.commit()
    claimed, barrier = [], threading.Barrier(10)

    def work() -> None:
        with app.app_context():
            barrier.wait()
            while (letter := delivery.claim(NOW)) is not None:
                db.session.commit()
                claimed.append(letter.id)

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("port", ["465", "587"])
def test_each_port_speaks_its_own_way(ctx, monkeypatch, port):
    spoken = []

    class Client:  # a stand-in for the library at the edge of the process: no server here speaks TLS
        def __init__(self, host, port, **_rest):
            spoken.append((type(self).__name__, port))

        def __enter__(self):
            return self

        def __exit__(self, *_exc):
            return None

        def ehlo(self): ...

        def has_extn(self, name):
            return spoken[0][1] == 587

        def starttls(self, context):
            spoken.append("tls")

        def login(self, user, password):
            spoken.append(user)

        def send_message(self, message):
            spoken.append(message["To"])

    monkeypatch.setattr(smtplib, "SMTP", type("Plain", (Client,), {}))
    monkeypatch.setattr(smtplib, "SMTP_SSL", type("Ssl", (Client,), {}))
    letter = delivery.Letter(1, "pam@example.org", "s", "b\n", 1)
    given = settings(0, MAIL_PORT=port, MAIL_USERNAME="u", MAIL_PASSWORD="p")
    assert delivery.send(letter, given, Path("/nowhere"), NOW) is None
    expected = {"465": [("Ssl", 465)], "587": [("Plain", 587), "tls"]}
    assert spoken == [*expected[port], "u", "pam@example.org"]
