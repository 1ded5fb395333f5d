"""Whatever body is sent, to whatever page: it is understood or refused, and never an error of ours."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from tests.web.account.builders import freshen

JSON = {"Accept": "application/json"}
FIELDS = (
    "email", "password", "new_password", "new_password_confirm", "name", "code", "next", "count", "setup", "which",
    "credential", "usage", "remember", "csrf_token", "identity",
)  # fmt: skip


@pytest.fixture
def pages(app: Flask) -> list[str]:
    """The address of everything that takes a body, but for signing out, which would end what is tested."""
    adapter = app.url_map.bind("localhost")
    return sorted(
        adapter.build(rule.endpoint, {name: {"answer": "yes"}.get(name, 1) for name in rule.arguments}, method="POST")
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and "out" not in rule.endpoint
    )


@pytest.mark.parametrize("value", [1, 1.5, [], ["a"], {}, {"a": 1}, True, False, None, "\ud800", "a\x00b", "", "text"])
@pytest.mark.parametrize("who", ["", "pam", "ada"])
def test_no_value_in_a_json_body_is_an_error_of_ours(as_, client, pages, who, value):
    browser = freshen(as_(who)) if who else client
    for page in pages:
        answer = browser.post(page, json=dict.fromkeys(FIELDS, value), headers=JSON)
        assert answer.status_code < 500, (page, answer.status_code)


@pytest.mark.parametrize("body", ["[1]", "3", '"text"', "null", "{", "[" * 100_000, "", '{"\ud800": ""}'])
def test_no_json_body_is_an_error_of_ours(client, cast, pages, body):
    sent = body.encode("utf-8", "surrogatepass")
    for page in pages:
        assert client.post(page, data=sent, content_type="application/json").status_code < 500, page


def test_half_a_character_and_nul_are_refused_with_words(client, cast):
    for text in ("\ud800", "a\x00"):
        body = json.dumps({"email": text, "password": "x"})
        answer = client.post(
            "/sign-in", data=body, content_type="application/json", headers={"Accept": "application/json"}
        )
        assert answer.status_code == 422
        assert "cannot be kept" in answer.json["message"]
