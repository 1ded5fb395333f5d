# The commands of the house. `make run` and `make test` are all a newcomer needs.
PY := .venv/bin/python
.PHONY: run demo test check bench bench-touch testwise schemas install install-dev clean

run: install  ## serve on http://127.0.0.1:8000 (PORT=… for another port)
	@sh deploy/serve.sh

demo: install  ## the same, with a believable organisation in a database of its own
	@sh deploy/demo.sh

install:
	@sh deploy/install.sh requirements.txt

install-dev:
	@sh deploy/install.sh requirements.txt requirements-dev.txt

check: install-dev  ## the quick part, a minute: lint, types, floors, content, tests of the rooms on SQLite
	@bash tests/check.sh quick

test: install-dev  ## everything, on SQLite and PostgreSQL, with browser tests
	@bash tests/run.sh

bench: install-dev  ## figures as ratios measured side by side; the last line is JSON
	@$(PY) -m benchmarks.floor

bench-touch: install-dev  ## whom a change touches, asked of 1,000,000 certificates × 100 facts on PostgreSQL: 6 minutes, 10 GB
	@$(PY) -m benchmarks.touch

testwise: install-dev  ## play guessers who know nothing against the question banks
	@$(PY) -m benchmarks.testwise

schemas: install  ## JSON Schemas of the question files, for editors
	@.venv/bin/flask --app wsgi bank schemas

clean:
	rm -rf .venv instance .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
