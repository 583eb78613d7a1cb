# One command file. `make` alone lists what it offers.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed-run
DEV    := $(VENV)/.installed-dev
FRONT  := src/toprung/doors/web/frontend
BUILT  := src/toprung/doors/web/static/toprung/toprung.js

.DEFAULT_GOAL := help
.PHONY: help setup demo test quick lint bench lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) $(BUILT)  ## make .venv, install Toprung in it, build the front end

demo: setup  ## build, evaluate and tour a believable demo book
	@$(BIN)/toprung demo

test: $(DEV) $(BUILT)  ## install what tests need and run them all
	@tests/need.sh
	@$(BIN)/python -m pytest -n auto --dist loadgroup
	@echo "Records and motion again, on PostgreSQL:"
	@$(BIN)/python tests/with_postgres.py -n auto

quick: $(DEV)  ## the quick tests (no slow mark)
	@$(BIN)/python -m pytest -n auto --dist loadgroup -m "not slow"

lint: $(DEV)  ## style, types, import rule, migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@TOPRUNG_HOME=$$(mktemp -d) $(BIN)/python -m django makemigrations --check --dry-run --settings toprung.config.settings

bench: $(DEV)  ## measure speeds against their references
	@$(BIN)/python -m benchmarks

lock: $(DEV)  ## compile the hashed lock files anew (needs uv)
	@uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --extra postgres --group build pyproject.toml -o requirements/run.txt
	@uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --extra postgres --group build --group dev pyproject.toml -c requirements/run.txt -o requirements/dev.txt
	@uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --group node -o requirements/node.txt

clean:  ## remove what was installed and built here
	@rm -rf $(VENV) $(FRONT)/node_modules $(dir $(BUILT)) build dist .mypy_cache .ruff_cache .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Toprung needs Python 3.11 or newer; set PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(STAMP): requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing Toprung into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --compile -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(STAMP)
	@echo "Installing what tests and lint need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --compile -r requirements/dev.txt
	@touch $@

$(BUILT): $(shell find $(FRONT)/src -type f 2>/dev/null) $(FRONT)/package-lock.json $(FRONT)/.npmrc $(FRONT)/icons.txt $(FRONT)/build.mjs | $(STAMP)
	@echo "Building the front end ..."
	@$(FRONT)/make.sh $(abspath $(BIN)/python)
