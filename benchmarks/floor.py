"""What saving an answer costs the server, next to a bare Flask view with a one-row upsert.

Both run under granian (one worker, two threads) on the same kind of database, and are asked in turns, A B A B. What is
compared is processor time of the server processes, from the operating system's own accounts. The last line is JSON.

    make bench                         on SQLite
    BENCH_DATABASE_URL=postgresql+psycopg://… make bench
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import create_engine, event

from benchmarks.bare import Bare
from quizapp import clock, create_app
from quizapp.attempts import actions
from quizapp.database import Base, db
from quizapp.people.models import Person
from tests import factories
from tests.attempts import builders

ROUNDS, REQUESTS, QUESTIONS = 7, 400, 25
ENVIRON = {"SECRET_KEY": "bench", "BASE_URL": "http://127.0.0.1"}


def prepare(url: str, instance: Path) -> tuple[str, dict[str, str], int]:
    """Make an attempt of 25 questions; return its path, the headers of its owner, and the statements of one save."""
    app = create_app({**ENVIRON, "DATABASE_URL": url}, instance)
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        Base.metadata.create_all(db.engine)
        factories.roles(db.session.connection())
        people = factories.cast()
        builders.library(QUESTIONS)
        pam = db.session.get_one(Person, people["pam"])
        attempt = actions.start(pam, builders.quiz(count=QUESTIONS, minutes=600), clock.now(), 1)
        db.session.commit()
        path, identity, engine = f"/attempts/{attempt.public_id}/questions/", pam.fs_uniquifier, db.engine
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = identity, True
    token = client.get("/account/csrf", headers={"Accept": "application/json"}).json["csrf_token"]
    cookie = client.get_cookie("session")
    headers = {"Cookie": f"session={cookie.value}", "X-CSRFToken": token, "Accept": "application/json"}
    client.post(f"{path}1", data={"reply": "one"}, headers=headers)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
    assert client.post(f"{path}1", data={"reply": "two"}, headers=headers).status_code == 200
    engine.dispose()
    return path, headers, sum(not statement.startswith("BEGIN") for statement in statements)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server(target: str, environ: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Serve an application; give its port and process id."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1",
               "--blocking-threads", "2", "--log-level", "error", "--no-ws", target]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, **environ})
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def cpu(pid: int) -> float:
    """Return the processor seconds used by a process and its children so far."""
    total, tick = 0, os.sysconf("SC_CLK_TCK")
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(entry.name) == pid or int(fields[1]) == pid:
            total += int(fields[11]) + int(fields[12])
    return total / tick


def ask(port: int, path: Callable[[int], str], headers: dict[str, str]) -> None:
    """Send the requests of one round over one connection; every answer must be 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    for n in range(REQUESTS):
        body = urlencode({"reply": ("one", "two", "three")[n % 3]})
        connection.request("POST", path(n), body, form)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path(n)} answered {answer.status}")
    connection.close()


def measure(url: str, folder: Path) -> dict[str, object]:
    """Ask both in turns and return the figures, in microseconds of processor time a request."""
    path, headers, statements = prepare(url, folder)
    bare_url = url if url.startswith("postgresql") else f"sqlite:///{folder / 'bare.db'}"
    make_bare(bare_url)
    costs: dict[str, list[float]] = {"A": [], "B": []}
    ours = {**ENVIRON, "DATABASE_URL": url, "DATA_DIR": str(folder)}
    with server("benchmarks.bare:app", {"DATABASE_URL": bare_url}) as a, server("wsgi:app", ours) as b:
        asked = {"A": (a, lambda n: f"/{n % QUESTIONS}", {}), "B": (b, lambda n: f"{path}{n % QUESTIONS + 1}", headers)}
        for turn in range(ROUNDS + 1):
            for name, ((port, pid), where, sent) in asked.items():
                before = cpu(pid)
                ask(port, where, sent)
                if turn:  # the first round warms up
                    costs[name].append((cpu(pid) - before) / REQUESTS * 1e6)
    ratios = [b / a for a, b in zip(costs["A"], costs["B"], strict=True)]
    return {
        "database": url.partition(":")[0],
        "A_bare_us": round(statistics.median(costs["A"])),
        "B_save_us": round(statistics.median(costs["B"])),
        "ratio_median": round(statistics.median(ratios), 2),
        "ratio_min": round(min(ratios), 2),
        "ratio_max": round(max(ratios), 2),
        "statements_of_a_save": statements,
        "rounds": ROUNDS,
        "requests_a_round": REQUESTS,
    }


def main() -> None:
    """Measure on SQLite, or on the database that BENCH_DATABASE_URL names."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder / 'bench.db'}")
        figures = measure(url, folder)
    print(f"A, bare view:    {figures['A_bare_us']} µs of processor time a request")
    print(f"B, our save:     {figures['B_save_us']} µs, {figures['statements_of_a_save']} SQL statements")
    print(f"B/A, by rounds:  {figures['ratio_min']} to {figures['ratio_max']}, median {figures['ratio_median']}")
    print(json.dumps(figures))


def make_bare(url: str) -> None:
    """Make the bare view's table."""
    engine = create_engine(url)
    Base.metadata.tables[Bare.__tablename__].create(engine, checkfirst=True)
    engine.dispose()


if __name__ == "__main__":
    main()
