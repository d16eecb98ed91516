# The Python that makes .venv: 3.11 or newer.
PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3))
BIN := .venv/bin
RUN := $(BIN)/python -m
export PORT DATA_DIR

.PHONY: help setup start test check format bench lock translations pay-rules pictures paint

help:
	@echo "make start    the whole site on http://127.0.0.1:8000 (PORT=8001 for another port)"
	@echo "make test     all tests (ARGS=\"-k payroll\" for some)"
	@echo "make check    style, types, import arrows, migrations, translations, templates"
	@echo "make format   put the code into shape"
	@echo "make pay-rules  docs/reference/pay-rules.md from the rules"
	@echo "make pictures  a picture of every page in both languages and two widths, and what looks wrong on them"
	@echo "make paint    how soon pages can be read on a slow machine, and whether they jump while they load"
	@echo "make bench    how long a month of pay takes, how fast pages answer and bad files are refused"
	@echo "make setup    only the virtual environment;  make lock  refresh the pinned requirements"

setup: .venv/.runtime
	@:

# The stamps spare the installation when nothing has changed.
.venv/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo "Python cannot make a virtual environment. On Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/.runtime: requirements.txt | .venv/.venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt requirements.txt | .venv/.venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/.runtime

start: .venv/.runtime
	@$(RUN) scripts.start

translations: .venv/.runtime
	@$(RUN) scripts.compile_translations

test: .venv/.dev
	@$(RUN) scripts.test $(ARGS)

check: .venv/.dev translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(wildcard common payroll/rules */services.py */services)
	$(BIN)/lint-imports --no-logo
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(RUN) scripts.check_translations
	$(RUN) scripts.check_templates
	$(RUN) scripts.check_sizes
	$(RUN) scripts.pay_rules --check

pay-rules: .venv/.runtime translations
	$(RUN) scripts.pay_rules

pictures: .venv/.dev translations
	@$(RUN) scripts.pictures $(ARGS)

paint: .venv/.dev translations
	@$(RUN) scripts.paint $(ARGS)

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.runtime
	@$(RUN) scripts.bench $(ARGS)

lock: .venv/.dev
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" --quiet $(ARGS) -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" --quiet $(ARGS) -o requirements-dev.txt
