# Every target does the set-up it needs. Python: `make PYTHON=python3.12 ...` for another interpreter.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help setup demo test coverage check audit fuzz soak test-compose images dashboards bench bench-extract bench-language bench-quality bench-cluster bench-scale bench-copies bench-publish screenshots chaos engine-faults up test-containers test-libretranslate docs clean
.DEFAULT_GOAL := help

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Slugline needs Python 3.11 or later, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

setup: $(READY) ## Make .venv with the slugline command in it

demo: setup ## The whole pipeline on an embedded server, with the sample stories
	$(BIN)/slugline demo

up: setup ## All services on an embedded server, until Ctrl-C
	$(BIN)/slugline up

test: setup ## All tests but those that need Docker; the short chaos run is among them
	$(BIN)/python -m pytest tests

coverage: setup ## Which lines of the pure rules no unit test reaches
	$(BIN)/python -m pytest -q -m "not integration" tests/unit --cov=services --cov-report=
	$(BIN)/coverage report --include='services/*/domain/*' --skip-covered --show-missing

test-compose: setup ## The whole stack of docker-compose.yml: built, pushed to, scaled, killed, taken down (needs Docker)
	SLUGLINE_TEST_COMPOSE=1 $(BIN)/python -m pytest -rs -s --timeout=1800 tests/compose

test-libretranslate: setup ## The libretranslate engine against the real server, in an environment of its own
	$(PYTHON) -m venv .venv-libretranslate
	.venv-libretranslate/bin/python -m pip install --quiet --disable-pip-version-check libretranslate==1.9.6
	SLUGLINE_TEST_LIBRETRANSLATE=.venv-libretranslate/bin $(BIN)/python -m pytest -rs tests/contract

check: setup ## Lint, types, import rules, documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_docs.py
	$(BIN)/python deploy/security/secret_scan.py
	$(BIN)/python deploy/security/audit.py

audit: setup ## Secrets in the tree, known weaknesses of what we depend on
	$(BIN)/python deploy/security/secret_scan.py
	$(BIN)/python deploy/security/audit.py

fuzz: setup ## Every parser with many more examples than the tests draw
	SLUGLINE_FUZZ_EXAMPLES=2000 $(BIN)/python -m pytest -q --timeout 0 tests/fuzz

images: setup ## All images, their bills of materials and sizes (needs Docker)
	$(BIN)/python deploy/images.py

dashboards: setup ## deploy/grafana/dashboards from their code
	$(BIN)/python -m deploy.grafana.generate

bench: setup ## Throughput, latency, one hop against a raw loop, time by stage
	$(BIN)/python -m bench

bench-language: setup ## Detection, gist, names, fidelity, stories across languages (texts: DATA=folder)
	$(BIN)/python -m bench.language $(if $(DATA),--data $(DATA))

bench-extract: setup ## Names, links, quotes, reported speech, figures: quality and speed (sets: DATA=folder)
	$(BIN)/python -m bench.ner $(if $(DATA),--data $(DATA))
	$(BIN)/python -m bench.names $(if $(DATA),--data $(DATA))
	$(BIN)/python -m bench.attribution $(if $(DATA),--data $(DATA))
	$(BIN)/python -m bench.extract_offline
	$(BIN)/python -m bench.extract_offline --stream2

bench-quality: setup ## Stories, copies and second stories against their floors (sets of others: DATA=folder)
	$(BIN)/python -m bench.quality --check $(if $(DATA),--data $(DATA))

bench-cluster: setup ## What clustering costs with 100,000 live stories, beside a plain single pass
	$(BIN)/python -m bench.cluster

bench-scale: setup ## The same as a stream grows to 1,000,000 articles; picture in docs/
	$(BIN)/python -m bench.scale --plot docs/scale.svg

bench-publish: setup ## From push to 500 subscribers, kills to everywhere, and pages with 10,000 stories
	$(BIN)/python -m bench.publish --check

screenshots: setup ## Pictures of every page for docs/, light and dark (needs Chromium)
	$(BIN)/python docs/screenshots.py

bench-copies: setup ## Copies by what outlets do to a text, and what finding them costs
	$(BIN)/python -m bench.copies

chaos: setup ## Ten minutes of faults: processes, Redis, clocks, disk, memory, network; a report as a table
	$(BIN)/python -m tests.e2e.chaos

soak: setup ## Half an hour at half the capacity that `make bench` measured: memory, pending, latency; plots
	$(BIN)/python -m tests.e2e.soak

engine-faults: setup ## Translation engines that die, lie, hang or take a minute, while articles flow
	$(BIN)/python -m tests.e2e.engine_faults

test-containers: setup ## Integration tests against a Redis that testcontainers starts
	$(BIN)/python -m pytest -rs --containers -m containers tests

docs: setup ## Generate docs/reference
	$(BIN)/python docs/generate.py

clean: ## Remove the environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
