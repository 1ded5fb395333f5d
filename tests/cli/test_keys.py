"""The command line's keys: shown, rotated, never told."""

import json
import stat
from pathlib import Path

import pytest


@pytest.fixture
def run(app):
    return lambda *arguments: app.test_cli_runner().invoke(args=["keys", *arguments])


def test_the_first_use_makes_keys_that_nobody_else_can_read(app, run):
    assert "in use" in run("list").output
    folder = Path(app.instance_path) / "keys"
    private = [path for path in folder.iterdir() if path.suffix in (".json", ".pem")]
    assert private
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in private)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_rotation_keeps_the_public_half_of_the_old_key(run):
    before = json.loads(run("public").output)["keys"]
    said = run("rotate", "--overlap", "3").output
    after = json.loads(run("public").output)["keys"]
    assert [len(before), len(after)] == [2, 4]  # of credentials and of documents
    assert after[0]["kid"] in said
    assert "retired on" in run("list").output


def test_no_private_key_is_ever_printed(app, run):
    folder = Path(app.instance_path) / "keys"
    told = run("list").output + run("rotate").output + run("public").output
    secret = json.loads((folder / "signing.json").read_text())["jwk"]["d"]
    assert secret not in told


def test_a_damaged_key_is_a_clear_error(app, run):
    run("list")
    (Path(app.instance_path) / "keys" / "signing.json").write_text("{}")
    app.extensions.pop("identity")  # as a process that starts now
    for verb in ("list", "rotate", "public"):
        result = run(verb)
        assert (result.exit_code, "signing.json" in result.output) == (1, True)
