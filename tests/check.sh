#!/usr/bin/env bash
# What reads the code and the questions; asked for the quick part, also the tests of the rooms on SQLite. The tests of
# the pages, the certificates' documents and the command line are left to `make test`: this is to take a minute.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n── %s\n' "$*"; }

step "Style (ruff)"
.venv/bin/ruff check .
.venv/bin/ruff format --check .
step "Templates (djlint)"
.venv/bin/djlint --lint --quiet quizapp/templates
step "Types (mypy --strict)"
.venv/bin/mypy
step "Floors (import-linter)"
.venv/bin/lint-imports --no-logo 2>/dev/null || .venv/bin/lint-imports
step "Questions (bank check)"
.venv/bin/flask --app wsgi bank check
if [ "${1:-}" = quick ]; then
  step "Tests of the rooms on SQLite"
  (cd tests && ls -d */) | grep -Ev '^(browser|certificates|cli|faults|web|__pycache__)/' | sed 's|^|tests/|' |
    xargs .venv/bin/python -m pytest -n auto
fi
