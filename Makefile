# Everything a person runs. `make sandbox` is the place to start; it needs Python 3.11+ and nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8765
SPEED ?= 1
MINUTES ?= 10

# Where it is set, each of the many processes that the tests start would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help sandbox run test soak lint format bench screenshots pins clean

help:  ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

sandbox: $(VENV)/.dev  ## Try it in a browser, with no account (PORT=8765 SPEED=1)
	@exec $(BIN)/python bot.py --sandbox --port $(PORT) --speed $(SPEED)

run: $(VENV)/.run  ## Run the bot with the settings in .env
	@exec $(BIN)/python bot.py

# Style and types are checked beside the tests, which often wait; what comes of it is shown after.
test: $(VENV)/.dev  ## Check style and types, and run every test (offline)
	@mkdir -p build
	@$(MAKE) --no-print-directory lint >build/lint.txt 2>&1 & lint=$$!; \
	$(BIN)/python -m pytest -n 5 --dist loadfile --no-loadscope-reorder -m "not alone"; tests=$$?; \
	wait $$lint; lint=$$?; cat build/lint.txt; exit $$((tests + lint))
	$(BIN)/python -m pytest -m alone $$(grep -rl --include='test_*.py' 'mark\.alone' tests)

soak: $(VENV)/.dev  ## Run every fault of docs/reliability.md for long (MINUTES=10 SEED=1)
	$(BIN)/python -m tests.reliability.soak --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

lint: $(VENV)/.dev  ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev  ## Put the code in the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev  ## Measure the bot beside one written from the guide (some 16 minutes)
	$(BIN)/python -m benchmarks

screenshots: $(VENV)/.dev  ## Take the pictures of docs/ anew (needs a Chromium)
	$(BIN)/python -m tests.browser.screenshots build/screenshots
	cp build/screenshots/finished-card.png docs/

pins: $(VENV)/.dev  ## Write the pinned requirements anew from pyproject.toml
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --upgrade --strip-extras --no-emit-index-url --no-emit-find-links --no-header --annotation-style=line -o requirements.txt pyproject.toml
	$(BIN)/pip-compile --quiet --upgrade --strip-extras --no-emit-index-url --no-emit-find-links --no-header --annotation-style=line --extra dev -o requirements-dev.txt pyproject.toml

clean:  ## Remove the environment and the caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
