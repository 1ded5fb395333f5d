"""The command line's certificates: verify, list, revoke."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import event

from quizapp import clock
from quizapp.certificates import codes, queries
from quizapp.core.standing import Validity
from quizapp.database import db
from quizapp.people.models import Person
from tests.certificates import builders
from tests.factories import NOW


@pytest.fixture
def code(app, cast) -> str:
    """The code of Pam's certificate."""
    with app.app_context():
        certificate = builders.certificate(db.session.get_one(Person, cast["pam"]))
        db.session.commit()
        return certificate.code


@pytest.fixture
def run(app):
    """Run a command on the day of issue, or another."""

    def invoke(*arguments: str, on: object = NOW):
        with time_machine.travel(on, tick=False):
            return app.test_cli_runner().invoke(args=["certificates", *arguments])

    return invoke


def test_a_valid_certificate_ends_with_0_and_one_line(run, code):
    result = run("verify", code)
    assert result.exit_code == 0
    assert result.output.startswith("valid: 2026-")
    assert result.output.endswith("Exosome practitioner, issued on 2026-11-22, valid until 2027-11-22\n")


def test_case_and_hyphens_of_the_code_do_not_matter(run, code):
    assert run("verify", codes.grouped(code).lower()).exit_code == 0


def test_an_expired_certificate_ends_with_1(run, code):
    result = run("verify", code, on="2028-01-01T00:00:00Z")
    assert result.exit_code == 1
    assert result.output.startswith("expired: ")


def test_an_unknown_code_ends_with_1(run):
    result = run("verify", "U" * 28)
    assert (result.exit_code, result.output) == (
        1,
        "unknown: No code has the character U in it. Compare what you typed with the certificate.\n",
    )


def test_a_certificate_can_be_revoked_for_a_reason(app, run, code):
    assert run("revoke", code, "--reason", "Sat by somebody else.").output.startswith("revoked: 2026-")
    result = run("verify", code)
    assert result.exit_code == 1
    assert result.output.endswith("revoked on 2026-11-22\n")
    with app.app_context():
        certificate = queries.by_code(code, clock.today())
        assert certificate.revoked_reason == "Sat by somebody else."
        assert queries.validity(certificate, NOW.date()) is Validity.REVOKED


@pytest.mark.parametrize("arguments", [["--reason", " "], []])
def test_revoking_needs_a_reason(run, code, arguments):
    assert run("revoke", code, *arguments).exit_code != 0
    assert run("verify", code).exit_code == 0


def test_revoking_what_is_not_there_says_so(run):
    result = run("revoke", "0" * 28, "--reason", "x")
    assert result.exit_code == 1
    assert "no certificate has this code" in result.output


def test_all_are_listed_as_json(run, code):
    (row,) = json.loads(run("list", "--json").output)
    number = row.pop("number")
    assert number.startswith("2026-")
    assert row == {
        "code": codes.grouped(code),
        "status": "valid",
        "quiz": "exam",
        "issued": "2026-11-22",
        "expires": "2027-11-22",
    }


def test_all_are_listed_for_people(run, code):
    assert run("list").output.startswith(f"{codes.grouped(code)}  valid ")


def test_an_empty_list_is_empty(run):
    assert run("list", "--json").output == "[]\n"
    assert run("list").output == ""


@pytest.mark.parametrize("ending", ["pdf", "png", "svg", "json", "jwt"])
def test_what_is_exported_verifies_with_the_public_keys_alone(app, run, code, tmp_path, ending):
    path = tmp_path / f"certificate.{ending}"
    option = "--pdf" if ending == "pdf" else "--badge"
    assert run("export", code, option, str(path)).output == f"Written: {path}\n"
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    result = run("verify", str(path))
    assert (result.exit_code, result.output.partition(":")[0]) == (0, "genuine")
    assert asked == []  # the keys alone, and no database


def test_a_file_of_elsewhere_is_checked_with_its_own_keys(app, run, code, tmp_path):
    path, listed = tmp_path / "badge.json", tmp_path / "keys.json"
    run("export", code, "--badge", str(path))
    listed.write_text(app.test_cli_runner().invoke(args=["keys", "public"]).output)
    app.test_cli_runner().invoke(args=["keys", "rotate"])
    assert run("verify", str(path), "--keys", str(listed)).exit_code == 0
    assert run("verify", str(path), "--keys", str(listed), "--issuer", "did:web:elsewhere.example").exit_code == 1
    listed.write_text("{}")
    assert "lists no keys" in run("verify", str(path), "--keys", str(listed)).output


@pytest.fixture
def elsewhere(app, run, code, tmp_path, monkeypatch):
    """A document and a badge of another installation with its keys.json, on a machine that only verifies."""
    paths = tmp_path / "theirs.pdf", tmp_path / "theirs.json"
    run("export", code, "--pdf", str(paths[0]), "--badge", str(paths[1]))
    listed = tmp_path / "keys.json"
    listed.write_text(app.test_cli_runner().invoke(args=["keys", "public"]).output)
    empty = tmp_path / "own"
    monkeypatch.setitem(app.config, "KEYS_DIR", str(empty))
    monkeypatch.setitem(app.config, "BASE_URL", "https://reader.example")
    app.extensions.pop("identity")
    return [*map(str, paths)], str(listed), empty


def test_a_stranger_is_named_by_its_identifier_and_its_documents_verify_as_its_badges_do(run, elsewhere):
    paths, listed, empty = elsewhere
    for path in paths:
        result = run("verify", path, "--keys", listed, "--issuer", "did:web:localhost", on=NOW + timedelta(hours=1))
        assert (result.exit_code, "did:web:localhost" in result.output) == (0, True)
        assert "Vesicle" not in result.output
    assert not empty.exists()


def test_a_machine_that_only_verifies_makes_no_keys(run, elsewhere):
    paths, _, empty = elsewhere
    result = run("verify", paths[0])
    assert (result.exit_code, "has no keys yet" in result.output) == (1, True)
    assert not empty.exists()


def test_keys_that_cannot_be_read_are_a_sentence(app, run, code, tmp_path):
    path = tmp_path / "badge.json"
    run("export", code, "--badge", str(path))
    (Path(app.instance_path) / "keys" / "signing.json").write_text("{}")
    app.extensions.pop("identity")  # as a process that starts now
    for arguments in (("verify", str(path)), ("export", code, "--badge", str(path))):
        result = run(*arguments)
        assert (result.exit_code, "signing.json cannot be read" in result.output) == (1, True)


@pytest.mark.parametrize("argument", ["nowhere/at/all", "certificate.PDF", "badge.jwt", "/"])
def test_a_file_that_is_not_there_is_called_that(run, argument):
    result = run("verify", argument)
    assert (result.exit_code, "there is no such file" in result.output) == (1, True)


def test_an_argument_of_any_length_is_answered(run):
    result = run("verify", "0" * 5000)
    assert (result.exit_code, result.output.partition(":")[0]) == (1, "unknown")
    assert "no such file" in run("verify", "/" + "a" * 5000).output


def test_a_file_that_may_not_be_read_says_so(run, code, monkeypatch):
    monkeypatch.setattr(Path, "is_file", lambda _: True)  # as for one that was there a moment ago
    result = run("verify", "/nowhere/badge.json")
    assert (result.exit_code, "cannot be read: No such file" in result.output) == (1, True)


def test_an_edited_file_ends_with_1_and_the_reason(run, code, tmp_path):
    path = tmp_path / "badge.json"
    run("export", code, "--badge", str(path))
    path.write_text(path.read_text().replace("Pam Practitioner", "Sid Practitioner"))
    result = run("verify", str(path))
    assert (result.exit_code, result.output.partition(":")[0]) == (1, "edited")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "say what to write"),
        (("--badge", "badge.gif"), "ends in"),
        (("--pdf", "/nowhere/at/all.pdf"), "cannot be written"),
    ],
)
def test_an_export_that_cannot_be_meant_is_refused(run, code, arguments, words):
    result = run("export", code, *arguments)
    assert result.exit_code != 0
    assert words in result.output


def test_an_unknown_code_cannot_be_exported(run):
    assert "no certificate has this code" in run("export", "0" * 28, "--pdf", "x.pdf").output


def test_where_it_takes_two_the_command_line_only_asks(app, run, code):
    app.config["REVOCATION"] = "two"
    assert run("revoke", code, "--reason", "Sat by somebody else.").output.startswith("asked for")
    assert run("verify", code).exit_code == 0
