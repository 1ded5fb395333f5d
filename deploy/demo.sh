#!/bin/sh
# The same as serve.sh, with the demonstration organisation in a database of its own.
set -eu
cd "$(dirname "$0")/.."
export DATA_DIR="${DATA_DIR:-instance/demo}"
export SITE_NAME="${SITE_NAME:-Vesicle demo}"
SEED=demo exec sh deploy/serve.sh
