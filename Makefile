# Everything a colleague needs: make run, make test. Second runs reuse .venv.
SHELL := /bin/bash
PYTHON ?= python3
export PYTHON
BIN := .venv/bin

.PHONY: help setup run test lint types contracts tests published scale scale-matching scale-value lock licences clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/'

setup: .venv/.ready ## the environment in .venv, and the system libraries Qt needs

.venv/.ready: requirements.txt resources/setup/system_packages.sh
	bash resources/setup/system_packages.sh
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		|| { echo "CRM Desk needs Python 3.11, 3.12 or 3.13: make PYTHON=python3.11 setup" >&2; exit 1; }
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

run: setup ## the program on the demo store; without a display the same job offscreen
	$(BIN)/python main.py --demo

test: setup lint types contracts tests ## all checks and tests

lint:
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types:
	$(BIN)/mypy

contracts:
	PYTHONPATH=. $(BIN)/lint-imports --no-cache --no-logo

tests:
	QT_QPA_PLATFORM=offscreen OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

published: setup ## the figures of papers and other programs that ours must give
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest tests/published -v

scale: setup ## the benchmarks; prints their figures
	$(BIN)/python -m pytest -c tests/scale/pytest.ini tests/scale -s

scale-matching: setup ## matching and import beside the truth set and beside other programs
	$(BIN)/python -m pytest -c tests/scale/pytest.ini -s tests/scale/test_matching.py tests/scale/test_febrl_peers.py tests/scale/test_import_peers.py

scale-value: setup ## indicators, classification and forecast beside other programs
	$(BIN)/python -m pytest -c tests/scale/pytest.ini -s tests/scale/test_rfm_peers.py tests/scale/test_classify.py tests/scale/test_classify_months.py tests/scale/test_forecast_peers.py tests/scale/test_looking.py tests/scale/test_drivers.py

lock: ## requirements.txt with hashes from pyproject.toml
	uv export --quiet --no-emit-project --no-header --group dev --format requirements-txt -o requirements.txt

licences: setup ## LICENSES.md from what is installed
	$(BIN)/python -m tests.licences

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache out
