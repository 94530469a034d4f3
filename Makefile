# Everything a person types here. `make` alone lists it.

# Any Python from 3.11 on: make run PYTHON=python3.13
PYTHON ?= python3
VENV = .venv/bin
PINS = $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
       --no-emit-index-url --no-header --no-strip-extras

# What docs/production.md asks for, with a key that is only good for being checked.
AS_IN_PRODUCTION = DEBUG=0 BASE_URL=https://debrief.example.org ALLOWED_HOSTS=debrief.example.org \
       SECRET_KEY=only-for-make-lint-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789

.PHONY: help run demo test lint format bench following reminding pins vendor prepare

help: ## list these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up what is missing and start everything: web, worker, beat (PORT=8000)
	@$(PYTHON) start.py

demo: ## load the demo story into the database; run does it the first time
	@$(PYTHON) start.py --prepare
	@DEBUG=$${DEBUG:-1} $(VENV)/python manage.py migrate --verbosity 0
	@DEBUG=$${DEBUG:-1} $(VENV)/python manage.py demo

test: prepare ## every test, on SQLite and PostgreSQL, with real servers and a browser
	@$(VENV)/python tests/run.py

lint: prepare ## style, types, templates, migrations and deployment settings
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	DEBUG=1 $(VENV)/mypy
	find templates -name '*.html' -print0 | xargs -0 $(VENV)/djade --target-version 5.2 --check
	DEBUG=1 $(VENV)/python manage.py makemigrations --check --dry-run
	@echo "$(VENV)/python manage.py check --deploy   # with the settings of production"
	@$(AS_IN_PRODUCTION) $(VENV)/python manage.py check --deploy --fail-level WARNING

format: prepare ## put Python and templates into their one shape
	@$(VENV)/ruff check --fix --quiet .
	@$(VENV)/ruff format --quiet .
	@-find templates -name '*.html' -print0 | xargs -0 $(VENV)/djade --target-version 5.2

bench: prepare ## how fast the pages are at 10,000 and 100,000 letters
	@$(VENV)/python benchmarks/run.py

following: prepare ## how many screens can follow debriefs live, and how soon they see a change
	@$(VENV)/python benchmarks/following.py

reminding: prepare ## how fast reminders are planned among a million open debriefs, and mails delivered
	@$(VENV)/python benchmarks/reminding.py

pins: prepare ## pin requirements.txt and its fellows anew from the .in files
	$(PINS) --upgrade requirements.in -o requirements.txt
	$(PINS) --upgrade requirements-dev.in -o requirements-dev.txt
	$(PINS) --upgrade requirements-sentry.in -o requirements-sentry.txt

vendor: ## renew the front-end files from npm, each with version and checksum (npm must be there)
	@$(PYTHON) tools/vendor.py --latest

prepare:
	@$(PYTHON) start.py --prepare requirements-dev.txt
