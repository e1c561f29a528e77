# make chat   everything from a fresh clone to the chat page
# make test   every check and every test
# make lint   style, types and layers alone
# make gate   the shipped reader on its gold sets, against eval/gold/thresholds.toml
# make unit   the tests that take seconds
#
# CORPUS=my.pdf      ask another article or folder
# PORT=8000          serve on another port (HOST=0.0.0.0: to other machines)
# EXTRA_INDEX=URL    a further package index, for example one with the CPU build of torch
# PYTHON=python3.12  another interpreter

PYTHON ?= python3
CORPUS ?= corpus
HOST ?= 127.0.0.1
PORT ?= 7860
EXTRA_INDEX ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt \
	$(if $(EXTRA_INDEX),--extra-index-url $(EXTRA_INDEX))
RUNS := build/runs
KEPT = --gates eval/gold/thresholds.toml --out $(RUNS)/$(1) --junit $(RUNS)/$(1)/gates.xml
REQUIREMENTS := pyproject.toml constraints.txt

.PHONY: chat test lint gate unit format clean
.DEFAULT_GOAL := chat

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Footnote needs Python 3.11 or later; name one: make PYTHON=python3.12"; exit 2; }
	@echo "==> Creating the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "Install the venv module first: apt-get install python3-venv"; exit 2; }

$(VENV)/.installed: $(BIN)/python $(REQUIREMENTS)
	@echo "==> Installing Footnote and what it stands on (some minutes the first time)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "==> Installing the test tools"
	@$(PIP) --editable '.[dev]'
	@touch $@

chat: $(VENV)/.installed
	@echo "==> Indexing $(CORPUS)"
	@$(BIN)/footnote index $(CORPUS)
	@echo "==> Starting the chat page"
	@$(BIN)/footnote serve --host $(HOST) --port $(PORT)

test: lint
	@echo "==> Tests"
	@$(BIN)/python -m pytest
	@$(MAKE) --no-print-directory gate

# Each run's folder holds report.html, and gates.xml for services that show JUnit
gate: $(VENV)/.installed-dev
	@echo "==> Gates: the corpus article"
	@$(BIN)/footnote eval eval/gold/article.jsonl --corpus corpus $(call KEPT,article)
	@echo "==> Gates: news reports"
	@$(BIN)/footnote eval eval/gold/news --per-article $(call KEPT,news)

lint: $(VENV)/.installed-dev
	@echo "==> Style, types and layers"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

unit: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -m "not integration and not browser"

format: $(VENV)/.installed-dev
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

clean:
	rm -rf $(VENV) .footnote
