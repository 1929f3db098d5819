# Commands for people; `make` alone lists them. Only Python 3.11 or later is needed to begin with.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
# SYSTEM=no keeps `make test` from installing Debian packages.
SYSTEM ?= yes
LOCK   := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
          --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
# How often `make faults` kills, and what draws the moments.
KILLS  ?= 50
SEED   ?= 7
# How many rules of each kind `make cluster` makes up.
EXAMPLES ?= 12
# Each file of tests runs on one core, as many files at once as there are cores; in the order of the folders, after
# the long ones that tests/conftest.py names.
PYTEST := $(BIN)/python -m pytest --quiet --numprocesses auto --dist loadfile --no-loadscope-reorder
# What walks through every shipped pack says more about the packs than about the database: once is enough. (What asks
# no database at all, tests/server/conftest.py leaves out.)
ONCE   := $(addprefix --ignore=tests/server/,duties/test_pack_cases.py registers/test_shipped_rights.py \
          registers/test_edit_rights.py)
# Chromium shows the pages, the fonts their Chinese text, LibreOffice opens .doc and .wps; the server's
# tests run on SQLite and on PostgreSQL.
SYSTEM_PACKAGES := chromium fonts-noto-cjk libreoffice-writer-nogui postgresql

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup assets messages demo pictures test cluster bounds explore faults lint format benchmark lock system wheelhouse clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.dev assets ## install everything for development into .venv

assets: $(VENV)/.assets $(VENV)/.messages ## put style, scripts, icons and translations into the package

messages: $(VENV)/.dev ## bring the translations (locale/zh_Hans) up to date with the code
	@$(BIN)/python tools/messages.py update
	@$(BIN)/python tools/messages.py compile

demo: setup ## build a made-up city in ./demo/data and serve it (演示); SERVE=no builds only
	@$(BIN)/python -m baicheng demo $(if $(filter no,$(SERVE)),--no-serve)

pictures: setup ## take the pictures of README and guides (docs/images) from the city in ./demo/data
	@$(BIN)/python tools/make_pictures.py

# Without kept bytecode every process that the tests start compiles each module anew.
test: export PYTHONDONTWRITEBYTECODE :=
test: setup lint ## run every check and test
	@if [ "$(SYSTEM)" = yes ]; then $(MAKE) --no-print-directory system; fi
	@$(PYTEST) tests baicheng
	@$(BIN)/python tools/with_postgres.py $(PYTEST) $(ONCE) tests/server || [ $$? = 3 ]

faults: setup ## kill the server's processes 50 times under load (KILLS=, SEED=), on SQLite and PostgreSQL
	@BAICHENG_KILLS=$(KILLS) BAICHENG_SEED=$(SEED) $(BIN)/python -m pytest --quiet -rP tests/faults
	@BAICHENG_KILLS=$(KILLS) BAICHENG_SEED=$(SEED) $(BIN)/python tools/with_postgres.py \
	  $(BIN)/python -m pytest --quiet -rP tests/faults || [ $$? = 3 ]

cluster: $(VENV)/.benchmark ## judge by rules on a Spark cluster of a master and two workers (needs Java 17; EXAMPLES=)
	@BAICHENG_CLUSTER=$(EXAMPLES) $(BIN)/python -m pytest --quiet -rs tests/rules/test_spark.py

bounds: setup ## look for cases on both sides of every bound of the rules that ship
	@BAICHENG_BOUNDS=1 $(PYTEST) tests/packs/test_shipped_bounds.py

explore: setup ## run the property tests on examples that were never drawn before
	@BAICHENG_EXPLORE=1 $(PYTEST) -m hypothesis tests

lint: $(VENV)/.dev ## check style, types, who imports whom, and that released migrations stay
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python tools/released_migrations.py
	@$(BIN)/lint-imports --no-cache > $(VENV)/lint-imports.txt || { cat $(VENV)/lint-imports.txt; exit 1; }

format: $(VENV)/.dev ## put the code into the form that lint asks for
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

benchmark: $(VENV)/.benchmark ## measure accuracy, time and memory
	@set -e; for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(BIN)/python $$file; done

lock: $(VENV)/.runtime ## renew the lock files from pyproject.toml
	@$(PIP) install --quiet uv
	@$(LOCK) pyproject.toml --output-file requirements.lock
	@$(LOCK) pyproject.toml --group dev --constraint requirements.lock --output-file requirements-dev.lock
	@$(LOCK) pyproject.toml --group dev --group benchmark --constraint requirements-dev.lock \
	  --output-file requirements-benchmark.lock

system: ## install the Debian packages that the tests use, where that is possible
	@missing=; for package in $(SYSTEM_PACKAGES); do \
	  dpkg-query --show --showformat='$${db:Status-Status}' $$package 2>/dev/null \
	    | grep --quiet '^installed$$' || missing="$$missing $$package"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then \
	  echo "make system: no apt-get here; tests that need$$missing will be skipped"; exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then as_root=; \
	elif sudo -n true 2>/dev/null; then as_root=sudo; \
	else echo "make system: needs root; tests that need$$missing will be skipped"; exit 0; fi; \
	echo "make system: installing$$missing"; \
	export DEBIAN_FRONTEND=noninteractive; log=$$(mktemp); \
	{ $$as_root apt-get update --quiet=2 && \
	  $$as_root apt-get install --quiet=2 --yes --no-install-recommends $$missing; } >"$$log" 2>&1 \
	  || { tail -n 5 "$$log"; echo "make system: failed; tests that need$$missing will be skipped"; }; \
	rm -f "$$log"

wheelhouse: $(VENV)/.runtime assets ## collect all that an offline machine of the same kind needs, in dist/wheelhouse
	@rm -rf dist/wheelhouse && mkdir -p dist/wheelhouse
	@$(PIP) download --quiet --only-binary :all: --requirement requirements.lock --dest dist/wheelhouse
	@$(PIP) wheel --quiet --no-deps --wheel-dir dist/wheelhouse .
	@ls dist/wheelhouse

clean: ## remove what these commands made, the .venv too
	rm -rf $(VENV) node_modules baicheng/server/web/static/vendor demo dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed (需要 Python 3.11 以上): make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python cannot make virtual environments here; on Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (正在安装)…"
	@$(PIP) install --quiet --requirement requirements.lock
	@$(PIP) install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the development tools…"
	@$(PIP) install --quiet --requirement requirements-dev.lock
	@touch $@

# Node.js is needed here only; what is copied into the package works without it.
$(VENV)/.assets: package-lock.json tools/assets.py baicheng/server/web/icons.txt | $(BIN)/python
	@if ! command -v npm >/dev/null && [ "$(SYSTEM)" = yes ]; then \
	  $(MAKE) --no-print-directory system SYSTEM_PACKAGES="nodejs npm"; fi
	@if command -v npm >/dev/null; then \
	  echo "Fetching the style and scripts of the pages…" && npm ci --silent \
	  && $(BIN)/python tools/assets.py && touch $@; \
	else echo "make assets: no npm here; install Node.js, else pages have no look (请安装 Node.js)"; fi

$(VENV)/.messages: tools/messages.py $(wildcard baicheng/server/*/locale/*/LC_MESSAGES/*.po) | $(VENV)/.dev
	@$(BIN)/python tools/messages.py compile
	@touch $@

$(VENV)/.benchmark: requirements-benchmark.lock $(VENV)/.dev
	@echo "Installing what the benchmarks compare with…"
	@$(PIP) install --quiet --requirement requirements-benchmark.lock
	@touch $@
