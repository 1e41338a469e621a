# Everything a person does with HUD's sources; `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
PIP := $(PY) -m pip install -q --disable-pip-version-check --require-hashes --no-deps
# One process more than there are cores: those with a browser or servers wait for them half of their time.
SPREAD = -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist loadgroup
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/messages.po))
RUST := Cargo.toml Cargo.lock trie_core/Cargo.toml $(shell find trie_core/src -name '*.rs')

.PHONY: help run dev test test-rust test-coils test-python soak coverage bench check check-rust check-python audit format \
	feature lock migration messages catalogues clean core world

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: .venv/.run ## install what is needed and start HUD
	@$(MAKE) -s catalogues
	@.venv/bin/hud serve

dev: .venv/.dev ## the same, started anew whenever a source changes (the core: make core)
	@HUD_DEV=1 $(PY) -m watchfiles --filter default ".venv/bin/hud serve" app workers static locale

ifdef ONLY
test: .venv/.dev
	$(if $(filter core trie_core,$(ONLY)),cargo test --profile test-fast --quiet --workspace)
	$(if $(filter-out trie_core,$(ONLY)),$(PY) -m pytest -q $(SPREAD) $(addprefix tests/,$(filter-out trie_core,$(ONLY))))
else
test: .venv/.dev ## every test: Rust, Python, real services, browser (ONLY=search: one folder of tests/)
	@$(MAKE) --no-print-directory -j 3 test-rust test-coils test-python
endif

# Beside each other: the compiler works on one core for most of its time, and Python's tests wait for servers.
test-rust: .venv/.dev
	cargo test --profile test-fast --quiet --workspace

# In one process: two would spend as long on starting as on these tests.
test-coils: .venv/.dev
	$(PY) -m pytest -q tests/coils --cov=coils --cov-branch --cov-report= --cov-fail-under=95

test-python: .venv/.dev
	$(PY) -m pytest -q $(SPREAD) --ignore=tests/coils

soak: .venv/.dev ## the long form of the tests; results go to docs/soak.md
	HUD_SOAK=1 cargo test --release --quiet --workspace
	HUD_SOAK=1 $(PY) -m pytest -q -m soak

bench: .venv/.dev ## benchmarks against their peers (ONLY=core, QUICK=1)
	@deploy/system.sh bench
	$(PY) -m bench $(ONLY)

check: .venv/.dev ## format, lint, types, stubs, docs of the core, import rules, translations
	@$(MAKE) --no-print-directory -j 2 check-rust check-python

check-rust: .venv/.dev
	cargo fmt --all --check
	cargo clippy --release --quiet --workspace --all-targets -- -D warnings
	cargo clippy --release --quiet --workspace --features python -- -D warnings
	cargo fmt --manifest-path trie_core/fuzz/Cargo.toml --check
	RUSTDOCFLAGS="-D warnings" cargo doc --release --quiet --package trie_core --no-deps

check-python: .venv/.dev
	$(PY) -m ruff format --check -q .
	$(PY) -m ruff check -q .
	$(PY) -m mypy
	cd trie_core && MYPYPATH=. ../$(PY) -m mypy.stubtest trie_core --mypy-config-file ../pyproject.toml --allowlist stubtest.txt
	.venv/bin/lint-imports --no-logo --no-cache
	$(PY) -m app.i18n.check
	$(PY) -m tests.docstrings

audit: .venv/.dev ## known vulnerabilities in the dependencies; fails when anything could not be audited
	@deploy/audit.sh

coverage: .venv/.dev ## branches of app and workers that the tests run (ONLY=search: one folder)
	rm -f .coverage .coverage.*
	-$(PY) -m pytest -q $(SPREAD) $(if $(ONLY),tests/$(ONLY),--ignore=tests/coils) --cov=app --cov=workers --cov-report=
	$(PY) -m tests.covered

format: ## put the sources into the project's style
	@test -e .venv/.dev || { echo "Run 'make check' once before: it installs what formats." >&2; exit 1; }
	cargo fmt --all
	$(PY) -m ruff format -q .
	$(PY) -m ruff check -q --fix .

lock: .venv/.dev ## resolve the dependencies anew
	printf 'maturin\n' | $(PY) -m uv pip compile -U $(LOCK) -o requirements-build.lock -
	$(PY) -m uv pip compile -U $(LOCK) -o requirements.lock pyproject.toml
	$(PY) -m uv pip compile -U $(LOCK) --group dev --group bench -o requirements-dev.lock pyproject.toml
LOCK := -q --universal --python-version 3.11 --generate-hashes --no-header

migration: .venv/.dev ## write the migration to today's models (NAME='pages wait')
	@file=$$($(PY) -m app.db.revise $(NAME)) && $(PY) -m ruff format -q "$$file" && echo "$$file"

feature: .venv/.dev ## write the skeleton of a feature (NAME=birds); docs/new-feature.md goes on from there
	@$(PY) -m app.skeleton $(NAME)
	@$(PY) -m ruff check -q --select I --fix app/$(NAME) tests/$(NAME) && $(PY) -m ruff format -q app/$(NAME) tests/$(NAME)

world: .venv/.dev ## the outlines of static/world.json again, from npm's world-atlas (FROM=countries-50m.json)
	$(PY) -m app.charts.world $(FROM)

messages: .venv/.dev ## collect every string to translate into locale/
	$(PY) -m app.i18n.update

clean: ## remove what was built (data in var/ stays)
	rm -rf .venv target dist .import_linter_cache .mypy_cache .ruff_cache .pytest_cache

.venv/bin/python:
	deploy/system.sh run
	python3 -m venv .venv

.venv/.run: .venv/bin/python requirements.lock requirements-build.lock pyproject.toml $(RUST)
	deploy/system.sh run
	@echo "Installing what HUD needs into .venv; the first time this takes minutes."
	$(PIP) -r requirements.lock -r requirements-build.lock
	@$(MAKE) -s .venv/.core
	touch $@

.venv/.dev: .venv/bin/python requirements-dev.lock pyproject.toml $(RUST)
	deploy/system.sh test
	@echo "Installing what HUD and its development need into .venv; the first time this takes minutes."
	$(PIP) -r requirements-dev.lock
	@$(MAKE) -s .venv/.core
	touch $@ .venv/.run

# After one of the two above, which install what builds it: who has run HUD and then tests it builds the core once.
.venv/.core: requirements-build.lock pyproject.toml $(RUST)
	@$(MAKE) -s core

catalogues: $(CATALOGUES)

locale/%/LC_MESSAGES/messages.mo: locale/%/LC_MESSAGES/messages.po
	.venv/bin/pybabel -q compile -i $< -o $@

core: catalogues ## build the Rust core into .venv
	@echo "Building the Rust core; the first time this takes minutes."
	PATH="$(CURDIR)/.venv/bin:$$PATH" $(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch .venv/.core
