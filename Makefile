# Two commands matter: `make demo` and `make test`. Both set up what is missing; `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
CORES  := $(shell nproc 2>/dev/null || echo 2)
PORT   ?= 8000

.DEFAULT_GOAL := help
.PHONY: help demo test-demo serve test test-long test-postgres test-e2e check format bench screenshots catalogues lock clean

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' || { echo "Guyub needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "This Python cannot make a virtual environment. Run scripts/setup-system, then try again."; rm -rf $(VENV); exit 1; }

# One stamp per lock file; a larger set contains the smaller ones.
$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install -q --require-hashes -r requirements/run.txt
	$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements/test.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install -q --require-hashes -r requirements/test.txt
	$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

$(VENV)/.e2e: requirements/e2e.txt $(VENV)/.test
	$(PIP) install -q --require-hashes -r requirements/e2e.txt
	@touch $@

demo: $(VENV)/.run ## Demo association on an embedded database: builds it, prints address and logins, serves
	$(BIN)/guyub demo --serve --port $(PORT)

test-demo: $(VENV)/.run ## The whole demo built anew by its actions, and its books checked
	$(BIN)/guyub demo --rebuild

serve: $(VENV)/.run ## Your own installation, data in ./var
	$(BIN)/guyub serve --port $(PORT)

test: $(VENV)/.test ## The whole suite on SQLite; says what it skipped and why
	$(BIN)/python -m pytest -n $(CORES) --dist loadscope

test-long: $(VENV)/.test ## Long property and race runs (10,000 operations, 1,000 races)
	GUYUB_LONG=1 $(BIN)/python -m pytest -n $(CORES) -m slow

test-postgres: $(VENV)/.test ## The whole suite on a throw-away PostgreSQL (scripts/setup-system)
	scripts/with-postgres $(BIN)/python -m pytest -n $(CORES) --dist loadscope --ignore tests/e2e

test-e2e: $(VENV)/.e2e ## Real browser tests (scripts/setup-system)
	GUYUB_REQUIRE_BROWSER=1 $(BIN)/python -m pytest tests/e2e -n $(CORES) --dist loadfile

check: $(VENV)/.test ## Style, types, floors, templates, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint src --lint --quiet
	scripts/catalogues --check

format: $(VENV)/.test ## Mend style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

catalogues: $(VENV)/.test ## Collect new sentences into the message catalogues (gettext)
	scripts/catalogues

bench: $(VENV)/.test ## Benchmarks against a floor in the same run; writes docs/performance.md
	$(BIN)/python -m benchmarks

screenshots: $(VENV)/.e2e ## The main screens at both sizes into docs/images
	$(BIN)/python scripts/screenshots.py

lock: ## Rewrite the hashed lock files (needs uv)
	scripts/lock

clean: ## Remove what make made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis var/demo
