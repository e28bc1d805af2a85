# make run opens the map; make test proves it. Both do all the set-up they need.
SHELL := /bin/sh
PY := .venv/bin/python
PIP_ENV := PIP_CONSTRAINT=$(CURDIR)/constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1

.PHONY: help setup run test lint bench wheel wheels pictures screenshots arc clean

help:
	@echo "make run     open the map"
	@echo "make test    lint, types, architecture and tests"
	@echo "make bench   print how fast the first map, a layer switch and an export are"
	@echo "make wheels  gather the wheel and its dependencies in dist/wheels for a machine without a network"
	@echo "make arc ARC=ilek-dzhambeity REFERENCE=DIR   rebuild the pieces and draw one arc beside the reference"
	@echo "make pictures  paint the pictures of the README again"
	@echo "make screenshots  paint the window in its states, three languages, two sizes, into build/screenshots"

setup:
	@sh packaging/setup.sh run

run: setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then exec .venv/bin/mapapp; \
	else echo "There is no display: writing the opening map to map.png instead."; .venv/bin/mapapp export map.png; fi

wheel: setup
	@$(MAKE) --no-print-directory dist/.built

# Built from what the environment holds, so that a rebuild needs no network.
dist/.built: $(shell find geodata mapapp -type f ! -name '*.pyc' ! -name '*.mo') pyproject.toml hatch_build.py README.md
	@rm -rf dist/*.whl && $(PIP_ENV) $(PY) -m pip wheel -q --no-deps --no-build-isolation -w dist .
	@touch $@

lint: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports

test:
	@sh packaging/setup.sh test
	@$(MAKE) --no-print-directory wheel lint
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest

bench: setup
	$(PY) -m tests.bench

wheels: wheel
	$(PIP_ENV) $(PY) -m pip wheel -q -w dist/wheels -c constraints.txt .

pictures: setup
	QT_QPA_PLATFORM=offscreen $(PY) docs/pictures.py

screenshots: setup
	QT_QPA_PLATFORM=offscreen $(PY) docs/screenshots.py

arc: setup
	$(PY) -m geodata arc $(ARC) $(if $(REFERENCE),--reference $(REFERENCE)) --out arc.svg

clean:
	rm -rf .venv dist build map.png arc.svg
