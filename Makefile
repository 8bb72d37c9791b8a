# The house's commands. `make help` lists them.

PYTHON ?=
WORKERS ?= 2
ARGS ?=
BIN := .venv/bin
READY := .venv/.ready

# What the developer's shell says about another database or home has no place in tests and checks.
CLEAN := env -u DATABASE_URL -u DJANGO_SETTINGS_MODULE
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup lock demo test test-sqlite test-postgresql test-needs check format translate bench clean

help: ## List these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-22s %s\n", $$1, $$2}'

setup: $(READY) ## Make .venv with everything the lock names, and the program in it

$(READY): requirements.lock pyproject.toml scripts/setup.sh aldia/locale/en/LC_MESSAGES/django.po
	@PYTHON="$(PYTHON)" sh scripts/setup.sh
	@touch $@

lock: $(READY) ## Choose versions again and write requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade \
	  --no-emit-index-url --no-emit-find-links --no-config --group dev \
	  pyproject.toml -o requirements.lock

# In a home of its own: what is made up never mixes with the invoices of ~/.aldia.
demo: setup ## A company with 400 customers, its last 30 days, and the web to look at it
	@ALDIA_HOME="$${ALDIA_HOME:-$$HOME/.aldia-demo}" $(BIN)/aldia demo $(ARGS)

test: test-needs test-sqlite test-postgresql ## The whole suite, on SQLite and on PostgreSQL

test-needs:
	@sh scripts/test_needs.sh

test-sqlite: setup ## The suite on SQLite
	@$(CLEAN) $(PYTEST)

test-postgresql: setup ## The suite on a PostgreSQL of its own, gone afterwards
	@$(CLEAN) $(BIN)/python tests/postgres_cluster.py -- $(PYTEST)

check: setup ## Format, lint, imports, types, architecture, texts: the same as the build
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(CLEAN) ALDIA_HOME=.mypy_cache/home $(BIN)/mypy
	@$(CLEAN) $(BIN)/python -m aldia.config.catalogues check
	@$(CLEAN) $(BIN)/python -m pytest -q tests/architecture

format: setup ## Put the code in order
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

translate: setup ## Bring new texts into the catalogues, and compile them
	@$(BIN)/python -m aldia.config.catalogues extract
	@$(BIN)/python -m aldia.config.catalogues compile

bench: setup ## The ratios of docs/performance.md, on this machine
	@$(CLEAN) $(BIN)/python bench/run_day.py --database sqlite $(ARGS)
	@$(CLEAN) $(BIN)/python tests/postgres_cluster.py -- \
	  $(BIN)/python bench/run_day.py --database postgresql $(ARGS)
	@$(CLEAN) $(BIN)/python bench/import.py --database sqlite $(ARGS)
	@$(CLEAN) $(BIN)/python tests/postgres_cluster.py -- \
	  $(BIN)/python bench/import.py --database postgresql $(ARGS)

clean: ## Take away what these commands made
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find aldia tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
	find aldia/locale -name '*.mo' -delete
