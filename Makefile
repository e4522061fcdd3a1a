# Chores of the platform's developers. Each is a short name for a command; nothing here is needed to run the platform.
.DEFAULT_GOAL := help
.PHONY: help check fix test demo bench faults requirements pages screenshots messages lock migrations
PYTHON := .venv/bin/python

help: ## list these chores
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.venv/requirements.sha256: requirements.lock
	@python3 manage.py version >/dev/null

check: .venv/requirements.sha256 ## format, lint, types, imports, migrations, translations
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	BEIAN_TESTING=1 $(PYTHON) -m mypy
	$(PYTHON) manage.py catalogue --check
	$(PYTHON) manage.py test tests/test_house.py -q

fix: .venv/requirements.sha256 ## format, and mend what the linter can
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

test: ## every test: fast, whole, faults, browser
	python3 manage.py test

demo: ## the whole platform on this machine
	python3 manage.py demo

bench: ## the measurements: table and .data/reports/bench.json
	python3 manage.py bench

faults: ## the faults, full length, three seeds: .data/reports/faults.json and .html
	BEIAN_FAULT_SEEDS=3 BEIAN_FAULT_FULL=1 python3 manage.py test -m fault

requirements: .venv/requirements.sha256 ## the duties of the regulations that tests prove, and where
	@$(PYTHON) -m tests.requirements

pages: ## every page for every role, width and display mode in a browser
	BEIAN_EVERY_PAGE=1 python3 manage.py test -n 2 tests/journeys/test_every_page.py tests/provider/appointments/test_browser.py tests/provider/revisits/test_browser.py

screenshots: ## pictures of the main pages of each portal: docs/screenshots
	BEIAN_SCREENSHOTS=docs/screenshots python3 manage.py test tests/journeys/test_pictures.py

messages: .venv/requirements.sha256 ## gather the texts of the pages into the English catalogue and compile it
	$(PYTHON) manage.py catalogue --update

lock: .venv/requirements.sha256 ## pin and hash the packages anew: make lock UPGRADE=--upgrade
	$(PYTHON) -m uv pip compile requirements.in --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet $(UPGRADE) -o requirements.lock

migrations: .venv/requirements.sha256 ## write the migrations that the models call for
	$(PYTHON) manage.py makemigrations
