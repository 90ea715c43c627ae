# eventreg's commands. `make help` lists them; each sets up what is missing first.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.DELETE_ON_ERROR:

HOST ?= 127.0.0.1
PORT ?= 8000
SEED ?= 1
STAGE ?= small
# Test processes; PostgreSQL, Chromium and the served app need the rest.
JOBS ?= 2

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard eventreg/translations/*/LC_MESSAGES/*.po))
EXTRACT := --ignore-dirs ".*" --sort-by-file --no-location --add-comments=Translators: -k _ -k lazy -k ngettext:1,2
LOCK := --universal --generate-hashes --python-version 3.11 --quiet --custom-compile-command "make lock"

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---- Set-up: a stamp for each step, so that the second time is quick -------------------------------

.PHONY: setup setup-dev
setup: $(VENV)/.project $(CATALOGUES) ## make .venv with what eventreg needs, and the command .venv/bin/eventreg
setup-dev: setup $(VENV)/.dev ## the same, with what tests and checks need

$(VENV)/.made:
	@for python in python3.13 python3.12 python3.11 python3 python3.14; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "eventreg needs Python 3.11 or newer: install the package python3" >&2; exit 1; fi; \
	if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "eventreg needs Python's venv module: install the package python3-venv" >&2; exit 1; fi; \
	echo "Setting up $(VENV) …"; $$found -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: requirements.txt $(VENV)/.made
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.project: setup.cfg pyproject.toml requirements.in $(VENV)/.runtime
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Setting up the tools for tests and checks …"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

%.mo: %.po $(VENV)/.runtime
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# ---- Running ---------------------------------------------------------------------------------------

.PHONY: run demo migrate
run demo: export EVENTREG_ENV := demo
run demo: export EVENTREG_BASE_URL ?= http://localhost:$(PORT)
run: setup ## serve the app with demo data; HOST=, PORT= change 127.0.0.1:8000
	@$(BIN)/eventreg db upgrade
	@$(BIN)/eventreg demo --seed $(SEED) --stage $(STAGE) --if-empty
	@exec $(BIN)/eventreg serve --host $(HOST) --port $(PORT) --worker $(if $(FORCE),--force)

demo: setup ## put fresh demo data in place of the old; SEED=, STAGE=small|full
	@$(BIN)/eventreg db upgrade
	@$(BIN)/eventreg demo --seed $(SEED) --stage $(STAGE) --reset

migrate: setup ## bring the database to head; M="why" first writes a new revision from the models
ifdef M
	@$(MAKE) --no-print-directory setup-dev
	@$(BIN)/eventreg db migrate -m "$(M)"
endif
	@$(BIN)/eventreg db upgrade

# ---- Tests and checks ------------------------------------------------------------------------------

# Databases of tests live in memory where there is room: commits that wait for a disk are most of a run's time.
ROOMY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 2000000 { print "/dev/shm" }')

.PHONY: test test-long chromium lint fmt
test test-long: export TMPDIR := $(or $(ROOMY),$(TMPDIR),/tmp)
test: setup-dev chromium ## run the tests; ARGS="tests/door -k scan" chooses some
	@$(BIN)/pytest --numprocesses $(JOBS) -m "not long" $(ARGS)

test-long: setup-dev chromium ## run all tests, the long ones too
	@$(BIN)/pytest --numprocesses $(JOBS) $(ARGS)

chromium: $(VENV)/.made
	@$(BIN)/python tests/support/chromium.py

lint: setup-dev ## check style, types, layers, templates and leftovers
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --quiet --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/python scripts/leftovers.py
	@$(BIN)/deptry .

.PHONY: audit-dependencies
audit-dependencies: setup-dev ## ask whether a pinned dependency has a known hole (status 3: nobody could be asked)
	@$(BIN)/python scripts/audit_dependencies.py

fmt: setup-dev ## put the code into shape
	@$(BIN)/ruff check --quiet --fix
	@$(BIN)/ruff format --quiet

# ---- What is made from something else --------------------------------------------------------------

.PHONY: guide-pictures docs lock vendor i18n
guide-pictures: setup-dev chromium ## take the pictures of docs/guide again
	@GUIDE_PICTURES=$(CURDIR)/docs/guide/pictures $(BIN)/pytest -q tests/questions/test_browser.py tests/applications/test_taps.py tests/curation/test_whole_review.py tests/allocation/test_whole_plan.py -k "twelve or taps or thirty or hall_is_drawn_wished"

docs: setup ## write docs/settings.md and docs/permissions.md from the code
	@$(BIN)/python scripts/settings_doc.py
	@$(BIN)/python scripts/permissions_doc.py

lock: setup-dev ## pin the newest versions that requirements*.in allow
	@$(BIN)/uv pip compile $(LOCK) --upgrade requirements.in --output-file requirements.txt
	@$(BIN)/uv pip compile $(LOCK) --upgrade requirements-dev.in --constraints requirements.txt --output-file requirements-dev.txt

vendor: setup ## fetch the browser libraries under static/vendor again (needs npm)
	@$(BIN)/python scripts/vendor.py

i18n: setup ## bring the catalogues up to date with the words in the code
	@$(BIN)/pybabel --quiet extract $(EXTRACT) --mapping-file pyproject.toml --output-file messages.pot .
	@for catalogue in eventreg/translations/*/LC_MESSAGES/messages.po; do \
	  $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --width 120 --input-file messages.pot \
	    --output-file $$catalogue --locale "$$(echo $$catalogue | cut -d/ -f3)"; \
	done
	@rm messages.pot
