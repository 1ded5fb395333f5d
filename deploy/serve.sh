#!/bin/sh
# Prepares the data, then serves with granian and runs the job worker beside it until it is stopped.
set -eu
cd "$(dirname "$0")/.."
PORT=${PORT:-8000}
HOST=${HOST:-127.0.0.1}
export BASE_URL="${BASE_URL:-http://127.0.0.1:$PORT}"
data=${DATA_DIR:-instance}
mkdir -p "$data"

# Preparing twice changes nothing, so it is left out when the database file, the migrations and the question files are
# those prepared last. The link for the first administrator is printed at every start until it was used.
inputs() {
  stat -c %i "$data/vesicle.db"
  find questions quizapp/migrations/versions -name '*.yaml' -o -name '*.py' | LC_ALL=C sort | xargs sha256sum | sha256sum
}
prepared() { [ -z "${SEED:-}${DATABASE_URL:-}${QUESTIONS_DIR:-}" ] && [ -f "$data/vesicle.db" ] &&
  [ "$(head -n 2 "$data/prepared" 2>/dev/null)" = "$(inputs)" ]; }
note_administrator() { # what was printed: without a link there is one
  grep -c /invitation/ >/dev/null || echo administrator >>"$data/prepared"
}
if prepared; then
  greet=$(sed -n 3p "$data/prepared")
else
  greet=done
  rm -f "$data/prepared"
  .venv/bin/flask --app wsgi prepare ${SEED:+--demo} | tee "$data/prepare.log"
  if [ -f "$data/vesicle.db" ]; then
    inputs >"$data/prepared"
    note_administrator <"$data/prepare.log"
  fi
  rm -f "$data/prepare.log"
fi

.venv/bin/granian --interface wsgi --host "$HOST" --port "$PORT" --workers 2 --blocking-threads 2 \
  --log-level warning --no-ws wsgi:app &
server=$!
nice .venv/bin/flask --app wsgi worker & # pages come first
worker=$!
trap 'kill "$server" "$worker" 2>/dev/null || true; wait' EXIT
trap 'exit 0' INT TERM
echo "Serving on http://$HOST:$PORT (stop with Ctrl+C)"
if [ -z "$greet" ]; then
  link=$(nice .venv/bin/flask --app wsgi people first-admin)
  echo "$link" | note_administrator
  [ -z "$link" ] || echo "$link"
fi
wait "$server"
