#!/usr/bin/env bash
# Everything: the quick part, the tests on both databases with coverage, the faults, and a person's path in Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n══ %s\n' "$*"; }
# shellcheck source=tests/services.sh
. tests/services.sh

step "Services"
find_postgres
find_redis
find_chromium
bash tests/check.sh

step "Tests on SQLite"
.venv/bin/python -m pytest -n auto tests --ignore=tests/browser --cov --cov-report=
step "Tests on PostgreSQL"
TEST_DATABASE_URL=$TEST_POSTGRES_URL .venv/bin/python -m pytest -n auto tests --ignore=tests/browser --ignore=tests/core \
  --ignore=tests/formats --ignore=tests/credentials --ignore=tests/house
step "A person's path in Chromium"
# Some of these watch a clock run out; on a machine that is busy with something else one may miss its moment: once more.
.venv/bin/python -m pytest tests/browser || .venv/bin/python -m pytest tests/browser --last-failed
step "Coverage"
.venv/bin/coverage report --include='quizapp/core/*,quizapp/formats/*,quizapp/credentials/*' --fail-under=100
.venv/bin/coverage report --omit='quizapp/core/*,quizapp/formats/*,quizapp/credentials/*' --fail-under=95
echo "All tests passed."
