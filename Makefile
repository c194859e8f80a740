# Each target makes what it needs. `make run` serves, `make test` tests, `make help` lists the rest.
# `make run ENCODER=none` installs and serves without the sentence encoder: docs/nlu.md.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
ENCODER = use
ifeq ($(ENCODER),use)
RUN := $(VENV)/.run
else ifeq ($(ENCODER),none)
RUN := $(VENV)/.run-without-encoder
run rasa: export RECUL_ENCODER := none
else
$(error ENCODER is $(ENCODER); write ENCODER=use or ENCODER=none)
endif
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test lint lock rasa bench clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/'

run: $(RUN) ## set up once, train the example's model, serve
	@$(BIN)/recul serve

test: $(VENV)/.test ## run every test that needs nothing but Python packages (others skip by name)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

lint: $(VENV)/.test ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

rasa: $(RUN) ## make the environment of the Rasa engine (Python 3.10), train it on the charter, serve it
	@$(BIN)/recul nlu serve-rasa

lock: ## pin and hash the requirements anew (needs uv)
	uv pip compile pyproject.toml --extra encoder --group build $(LOCK) -o requirements.txt
	uv pip compile pyproject.toml --group build $(LOCK) -c requirements.txt -o requirements-without-encoder.txt
	uv pip compile pyproject.toml --extra encoder --group build --group dev $(LOCK) -c requirements.txt -o requirements-dev.txt
LOCK = --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q

bench: $(VENV)/.test ## measure the line on both databases
	@$(BIN)/python -m bench.line

clean: ## remove the environment and caches (never var/, where the database lives)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Recul needs Python 3.11 or newer; $(PYTHON) is `$(PYTHON) -V 2>&1`. Say which: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Making the environment in $(VENV) (once)…"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "The module venv does not work. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(VENV)/.run: requirements.txt
$(VENV)/.run-without-encoder: requirements-without-encoder.txt
$(VENV)/.run $(VENV)/.run-without-encoder: pyproject.toml | $(BIN)/python
	@echo "Installing the pinned packages (a minute or two, once)…"
	@$(BIN)/python -m pip install --quiet --require-hashes -r $(filter requirements%,$^)
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.test: requirements-dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing the pinned packages for tests (a minute or two, once)…"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $@ $(VENV)/.run
