#!/bin/sh
# Makes .venv with the pinned requirements; does nothing when they have not changed. Usage: install.sh FILE...
set -eu
cd "$(dirname "$0")/.."
stamp=.venv/.installed
wanted=$(cat "$@" | sha256sum)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Python 3.11 or newer is needed; this is $(python3 --version)." >&2
  exit 1
fi
if [ ! -x .venv/bin/pip ] && ! python3 -m venv .venv >/dev/null 2>&1; then
  rm -rf .venv
  if [ "$(id -u)" -ne 0 ]; then
    echo "Python's venv module is missing. Install it first: sudo apt-get install python3-venv" >&2
    exit 1
  fi
  echo "Installing python3-venv with apt, because Python's venv module is missing."
  apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
  python3 -m venv .venv
fi
echo "Installing the pinned requirements into .venv (once)."
for file in "$@"; do
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input -r "$file"
done
echo "$wanted" >"$stamp"
