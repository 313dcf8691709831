# Quarterline. Needs Python 3.11, make and bash; everything else goes into .venv.
#   make run                 the sample reports, searched, then the app on http://127.0.0.1:8501
#   make run REPORTS=folder  your own reports, in a library of their own
#   make test                all tests

SHELL := /bin/bash
PORT ?= 8501
SAMPLE := corpus/sample/reports
REPORTS ?= $(SAMPLE)
LIBRARY ?= .library/$(if $(filter $(SAMPLE),$(REPORTS)),sample,own)
QUESTION ?= county lines in Southend

PY := .venv/bin/python
QUARTERLINE := .venv/bin/quarterline --library "$(LIBRARY)"
STAMP := .venv/.installed

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup run test check score bench fuzz timing lock clean chromium postgres screenshots

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -4

setup: $(STAMP)

$(PY):
	@found=; for python in python3.11 python3 python; do \
	  if command -v $$python >/dev/null 2>&1 && \
	     $$python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; \
	  then found=$$python; break; fi; done; \
	if [ -z "$$found" ]; then \
	  echo "Quarterline needs Python 3.11, and none was found as python3.11 or python3." >&2; \
	  echo "Install it (Debian: apt-get install python3.11 python3.11-venv), then try again." >&2; \
	  exit 1; fi; \
	echo "Making .venv with $$(command -v $$found)"; \
	$$found -m venv .venv || { rm -rf .venv; \
	  echo "The virtual environment could not be made; Debian needs python3.11-venv." >&2; exit 1; }

$(STAMP): requirements.lock pyproject.toml | $(PY)
	@echo "Installing the pinned packages into .venv (a few minutes the first time)"
	@$(PY) -m pip install --quiet -r requirements.lock
	@$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@.venv/bin/quarterline models make
	@touch $@

run: setup
	@echo "Reading the reports in $(REPORTS) into $(LIBRARY)"
	@$(QUARTERLINE) add "$(REPORTS)" || { status=$$?; [ $$status -eq 1 ] || exit $$status; \
	  echo "The files named above were left out; the others are in the library." >&2; }
	@echo; echo '$$ quarterline search "$(QUESTION)"'
	@$(QUARTERLINE) search "$(QUESTION)" --limit 5
	@echo
	@$(QUARTERLINE) ui --port $(PORT)

test: setup chromium postgres
	$(PY) -m pytest

# The browser test drives Debian's own chromium; without it that one test is skipped, in CI it fails.
chromium:
	@if command -v chromium >/dev/null 2>&1; then :; \
	elif command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  echo "Installing chromium for the browser test"; \
	  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
	    apt-get -qq install --yes --no-install-recommends chromium >/dev/null; } || \
	  echo "chromium could not be installed; the browser test will be skipped." >&2; \
	else \
	  echo "chromium is missing; the browser test will be skipped. Install it with:" >&2; \
	  echo "  sudo apt-get install chromium" >&2; fi

# The tests of the records on a server start PostgreSQL's server, each in a folder of its own; as for
# chromium. Debian would start one for good, too, but for `create_main_cluster`.
postgres:
	@if command -v postgres >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then :; \
	elif command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  echo "Installing PostgreSQL for the tests of the records"; \
	  { conf=/etc/postgresql-common/createcluster.conf; mkdir -p $${conf%/*} && \
	    { [ -e $$conf ] || echo "create_main_cluster = false" >$$conf; } && \
	    apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
	    apt-get -qq install --yes --no-install-recommends -o Dpkg::Options::=--force-confold \
	      postgresql >/dev/null; } || \
	  echo "PostgreSQL could not be installed; its tests will be skipped." >&2; \
	else \
	  echo "PostgreSQL is missing; its tests will be skipped. Install it with:" >&2; \
	  echo "  sudo apt-get install postgresql" >&2; fi

check: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m pytest -q tests/test_packaging.py

# Draws every page of the app over the sample reports into docs/screenshots.
screenshots: setup chromium
	$(PY) -m ui.screenshots

score: setup
	$(PY) -m bench.score --peers
	$(PY) -m bench.recall --seed 101 --quarters 12

bench: setup
	$(PY) -m bench.speed --peers

# Changed files of every format through the readers; what breaks one is kept in fuzz-found/.
fuzz: setup
	$(PY) -m bench.fuzz --runs 100000

# How long pages take in a real browser.
timing: setup chromium
	$(PY) -m ui.timing

# torch's CPU wheel has a version of its own ("+cpu") that only some indexes carry; the plain
# version matches both, so the lock names that, and no hashes since the two wheels differ.
lock: | $(PY)
	$(PY) -m pip install --quiet "pip-tools>=7,<8"
	CUSTOM_COMPILE_COMMAND="make lock" $(PY) -m piptools compile --quiet --extra dev --extra auth --extra cluster \
	  --build-deps-for=editable --strip-extras --allow-unsafe \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
	  --output-file requirements.lock pyproject.toml
	sed -i -e 's/^\(torch==[0-9.]*\)+cpu/\1/' -e '/^--/d' requirements.lock

# Leaves .venv and your own library (.library/own) alone.
clean:
	rm -rf build dist .library/sample .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
