# Everything a newcomer types. `make demo` and `make test` do all of their own set-up.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin

.PHONY: help demo serve test check bench bench-editions bench-reports bench-web attack soak setup setup-dev lock messages clean

help: ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

demo: setup ## Set up, then score, compare and certify two complete assessments; prints where the reports are
	@$(BIN)/assessor demo

serve: demo ## Open the application with the demo's data on http://127.0.0.1:5000
	@$(BIN)/assessor serve --local

test: setup-dev check ## Set up, then run all checks and all tests
	@$(BIN)/pytest -n auto --dist worksteal

check: setup-dev ## Lint, types and import contracts
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: setup-dev ## Measure scoring against plain baselines; writes build/bench.json
	@$(BIN)/python tools/bench.py

bench-editions: setup-dev ## Build editions of 10 k to 10 M beside pandas and DuckDB (half an hour); writes build/bench-editions.json
	@$(BIN)/python -m tools.bench_editions

bench-reports: setup-dev ## Time reports beside headless Chromium; writes build/bench-reports.json
	@$(BIN)/python -m tools.bench_reports

bench-web: setup-dev ## Weigh every page; fifty people save at once, also while the server is killed; writes build/bench-web.json
	@$(BIN)/python -m tools.bench_web

attack: setup-dev ## Attack editions of real firms: make attack CSV=wms-manufacturing.csv
	@$(BIN)/python -m tools.attack $(CSV)

soak: setup-dev ## Attack thousands of histories of editions; print, save and kill at length (half an hour)
	@ATTACK_WORLDS=2000 $(BIN)/pytest -n auto tests/benchmarks/test_attacks.py tests/benchmarks/test_limits.py
	@$(BIN)/pytest -n auto -m soak

setup: ## Set up what running needs: system libraries, .venv, the assessor command
	@tools/setup.sh run

setup-dev:
	@tools/setup.sh test

lock: ## Resolve the dependencies again and write the lock files
	@$(BIN)/python -m pip install -q uv
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group build -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group build --group dev -o requirements-dev.lock

messages: setup-dev ## List messages that have no Chinese translation, and translations nobody uses
	@$(BIN)/python tools/messages.py

clean: ## Remove the environment, the demo's data and build results
	rm -rf .venv build dist instance *.egg-info .mypy_cache .ruff_cache .hypothesis
