# `make demo` and `make test` need Python 3.11 or newer with venv and pip, and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test faults page look test-page lint bench clean

$(BIN)/issuesync: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.test: pyproject.toml $(BIN)/issuesync
	$(BIN)/python -m pip install --quiet --editable '.[test,test-data]'
	$(BIN)/python tests/emulate.py install
	$(BIN)/python tests/page_tools.py install
	@touch $@

$(VENV)/.lint: pyproject.toml $(VENV)/.test
	$(BIN)/python -m pip install --quiet --editable '.[test,test-data,lint]'
	@touch $@

demo: $(BIN)/issuesync  ## render the flagship from scratch in site/demo, edit it by hand, and say where to look
	@$(BIN)/python examples/demo.py site/demo

# What the Action's own steps install from in a test, which reaches no network.
.cache/wheelhouse/.made: Makefile pyproject.toml action.yml $(BIN)/issuesync
	$(BIN)/python -m pip wheel --quiet --wheel-dir .cache/wheelhouse '.[charts]' hatchling uv==0.13.9
	@touch $@

test: $(VENV)/.test .cache/wheelhouse/.made  ## every test, without a network
	$(BIN)/python tests/emulate.py install
	$(BIN)/python tests/page_tools.py install
	CI=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses 2

page: $(VENV)/.test  ## the page's script and style sheet, made of their sources
	$(BIN)/python tests/page_tools.py build

look: $(VENV)/.test  ## the documentation as GitHub shows it, as pictures in site/look; and the README's own
	$(BIN)/python tests/doc_shots.py
	$(BIN)/python tests/look.py

test-page: $(VENV)/.test  ## the page at every width from 320 to 1,920, and with 10,000 entries
	CI=1 PAGE_WIDE=1 $(BIN)/python -m pytest --numprocesses 2 tests/test_page_browser.py

faults: $(VENV)/.test  ## every fault at every request of every command; its figures go to docs/reliability.md
	$(BIN)/python tests/fault_sweep.py

lint: $(VENV)/.lint  ## style, types, and what workflows and forms may hold
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/zizmor --offline --quiet --persona pedantic .
	$(BIN)/actionlint
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/datasets.yml

bench: $(BIN)/issuesync  ## the figures of benchmarks/README.md, measured here and now
	$(BIN)/python -m pip install --quiet --editable '.[bench,test]'
	$(BIN)/python tests/emulate.py install
	$(BIN)/python tests/page_tools.py install
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/commands.py
	$(BIN)/python benchmarks/lists.py
	$(BIN)/python benchmarks/reviews.py
	$(BIN)/python benchmarks/pull.py
	$(BIN)/python benchmarks/others.py
	$(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/publish.py

clean:
	rm -rf $(VENV) build dist
