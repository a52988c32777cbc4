# The commands of the project: each does all its own set-up.
.DEFAULT_GOAL := help
BIN := .venv/bin
PYTEST := $(BIN)/python -P -m pytest -n 2 --dist worksteal

.PHONY: help setup run test check bench prove lock pinyin format

help:    ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 12

setup: .venv/ready ## build .venv and install what the system lacks

.venv/ready: requirements.lock pyproject.toml .ci/setup
	@.ci/setup

# An environment that came along with a copied folder is made again: its programs would run the other folder's code.
ifeq ($(shell grep -sF " $(CURDIR) " .venv/made-for),)
.PHONY: .venv/ready
endif

run: setup ## open the till on a demo store; without a terminal, live the scripted day instead
	@$(BIN)/edge-agent demo

test: setup ## run every test
	@$(PYTEST) tests

check: setup ## formatting, lint, strict types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup ## this machine's figures beside its own limits, look-ups among a million articles
	@$(BIN)/edge-agent bench --articles 1000000

prove: setup ## the long proofs: 200 kills, the whole month of baskets, a thousand examples of each property
	@$(PYTEST) -m "prove or hypothesis" --hypothesis-profile=prove tests

lock:    ## make requirements.lock anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --extra dev --custom-compile-command "make lock" pyproject.toml -o requirements.lock

pinyin: setup ## make the table of pinyin initials anew
	@$(BIN)/python -P tests/domain/pinyin_table.py > edge_agent/domain/pinyin_table.py

format: setup ## let ruff format and fix
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
