#!/usr/bin/env bash
# The quick part: what reads the code, what reads the questions, and the tests on SQLite.
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
  step "Tests on SQLite"
  .venv/bin/python -m pytest -n auto tests --ignore=tests/browser --ignore=tests/faults
fi
