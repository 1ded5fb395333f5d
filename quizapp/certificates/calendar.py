"""The days on which certificates run out, or refreshers are due, as a calendar (RFC 5545) to be imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app
from icalendar import Alarm, Calendar, Event

from quizapp import clock
from quizapp.certificates.models import Certificate
from quizapp.people.links import link

BEFORE = timedelta(days=30)
"""How long before the day a calendar reminds of it."""


def of(certificates: Iterable[Certificate], now: datetime) -> bytes:
    """Return a calendar with an all-day event for each last day to come of a certificate, and of each refresher."""
    site = current_app.config["SITE_NAME"]
    calendar = Calendar.new(name=f"{site}: certificates", prodid=f"-//{site}//Certificates//EN")
    for certificate in certificates:
        for event in _events(certificate, now):
            calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _events(certificate: Certificate, now: datetime) -> Iterator[Event]:
    today = clock.day_of(now)
    if certificate.revoked_at is not None or (certificate.expires_on is not None and certificate.expires_on < today):
        return
    due, code = certificate.currency.due_on, certificate.code
    if due is not None and due >= today:
        words = f"Refresher due: {certificate.title}"
        yield _event("refresher", words, due, certificate, link("practitioner.refresher", code=code), now)
    if certificate.expires_on is not None:
        words = f"Certificate expires: {certificate.title}"
        yield _event(
            "expiry", words, certificate.expires_on, certificate, link("practitioner.certificate", code=code), now
        )


def _event(what: str, words: str, on: date, certificate: Certificate, url: str, now: datetime) -> Event:
    """Return one event. Its id stays the same, so that importing again moves it and does not double it."""
    alarm = Alarm.new(description=words)
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -BEFORE)
    host = urlsplit(current_app.config["BASE_URL"]).hostname
    event = Event.new(
        uid=f"{certificate.number}-{what}@{host}", stamp=now, start=on, end=on + timedelta(days=1), summary=words,
        description=f"Certificate {certificate.number}. {url}", url=url, subcomponents=[alarm],
    )  # fmt: skip
    event.add("transp", "TRANSPARENT")
    return event
