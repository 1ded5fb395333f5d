"""The settings: a value that cannot be meant is refused at the start, with its name; secrets are made once."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from quizapp import create_app
from quizapp.config import BadSetting, Settings, kept_secret, read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REGISTRATION", "closed"), ("REVOCATION", "three"), ("TIME_ZONE", "Middle-earth/Shire"), ("PORT", "http"),
        ("MAIL_PORT", "-1"), ("PROXIES", "one"), ("BASE_URL", "vesicle.example.org"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_meant_is_refused_with_its_name_and_what_it_may_be(tmp_path, name, value):
    with pytest.raises(BadSetting, match=f"{name} is '{value}'"):
        create_app({name: value}, tmp_path)


def test_an_empty_value_is_the_default():
    assert read({"REGISTRATION": " ", "SITE_NAME": "", "PORT": ""}) == Settings()


def test_a_value_may_have_blanks_around_it():
    assert read({"REGISTRATION": " open "}).REGISTRATION == "open"


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    first = create_app({}, tmp_path / "instance").config["SECRET_KEY"]
    file = tmp_path / "instance" / "secret_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(first) >= 48
    assert create_app({}, tmp_path / "instance").config["SECRET_KEY"] == first == file.read_text()


def test_a_secret_that_is_set_is_not_kept(tmp_path):
    assert create_app({"SECRET_KEY": "set"}, tmp_path).config["SECRET_KEY"] == "set"
    assert not (tmp_path / "secret_key").exists()


def test_processes_that_start_at_once_have_one_secret_between_them(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: kept_secret(tmp_path / "secret"), range(32)))) == 1
