"""The application as it is deployed: granian's workers on a port of their own, over a folder of their own.

``tests/browser`` visits it with Chromium, ``tests/faults`` races against it and kills it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from flask import Flask

from quizapp import create_app
from quizapp.database import Base, db
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 2
"""As ``deploy/serve.sh`` has it."""


def application() -> Flask:
    """What each worker serves: the application over the folder that the environment names."""
    return create_app(instance=Path(os.environ["TEST_INSTANCE"]))


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A server that can be started, stopped, killed and started again over the same data."""

    def __init__(self, folder: Path, database: str = "", threads: int = THREADS) -> None:
        self.folder = folder
        self.threads = threads
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.environ = {
            "DATABASE_URL": database or f"sqlite:///{folder / 'vesicle.db'}",
            "SECRET_KEY": "a key for tests that everybody may know",
            "BASE_URL": self.url,
            "TEST_INSTANCE": str(folder),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def app(self) -> Flask:
        """Return the same application in this process, to put rows into the database and to look at them."""
        return create_app(self.environ, self.folder)

    def start(self) -> Server:
        """Start the workers and wait until they answer."""
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--no-ws",
            "--host", "127.0.0.1", "--port", str(self.port), "--workers", str(WORKERS),
            "--blocking-threads", str(self.threads), "--log-level", "warning", "tests.serving:application",
        ]  # fmt: skip
        environ = {**os.environ, **self.environ, "PYTHONPATH": str(ROOT)}
        log = (self.folder / "server.log").open("ab")
        with log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environ, stdout=log, stderr=log, start_new_session=True
            )
        self._wait()
        return self

    def _wait(self) -> None:
        assert self.process is not None
        for _ in range(600):
            assert self.process.poll() is None, f"the server ended: {self.log()}"
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"the server does not answer: {self.log()}")

    def log(self) -> str:
        """Return what the server has said."""
        return (self.folder / "server.log").read_text()

    def stop(self) -> None:
        """Stop it as an administrator would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it with all its workers at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        os.killpg(self.process.pid, how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)
        self.process = None


def furnish(app: Flask) -> None:
    """Make the tables of a new database, with the roles in them."""
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with db.engine.begin() as connection:
            factories.roles(connection)
