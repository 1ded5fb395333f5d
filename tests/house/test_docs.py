"""What is written about the house is so."""

import re
from dataclasses import fields
from pathlib import Path

from quizapp.config import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def test_the_readme_lists_every_setting_with_its_default_and_meaning():
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$", README, re.MULTILINE)
    listed = {name: (default.strip("`"), meaning) for name, default, meaning in rows}
    assert listed == {f.name: (f.default or "–", f.metadata["meaning"]) for f in fields(Settings)}


def test_the_readme_names_the_two_commands():
    assert "make run" in README
    assert "make test" in README


def test_the_readme_says_why_each_part_is_there():
    parts = re.findall(r"^([a-z0-9-]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    table = README.partition("## Parts")[2].partition("\n## ")[0]
    direct = (ROOT / "requirements.txt").read_text().partition("# What those need")[0]
    assert [part for part in re.findall(r"^([a-z0-9-]+)", direct, re.MULTILINE) if f"`{part}`" not in table] == []
    assert parts


def test_every_pinned_requirement_has_a_version():
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and line[0] != "#"]
    assert [line for line in lines if "==" not in line] == []
