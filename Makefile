# Set-up happens once, in .venv, and again only when what it depends on has changed.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3

.PHONY: serve site test test-quick check golden campaign schemas messages reference guide screenshots bench lock browser clean

serve: $(VENV)/ready
	$(BIN)/papershelf serve

site: $(VENV)/ready
	$(BIN)/papershelf build --strict

test: check browser
	$(BIN)/python -m pytest -n 2 --dist loadfile

# Stages on literal values, the examples of docstrings and the import contracts: under a minute.
test-quick: $(VENV)/ready
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist loadfile -m unit tests/unit generator

check: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/papershelf check

browser: $(VENV)/browser

golden: $(VENV)/ready
	$(BIN)/python -m pytest tests/integration/test_golden.py --refresh-golden

# Hostile inputs by every way into an archive, in some minutes; a test runs those ways that take seconds.
campaign: $(VENV)/ready
	$(BIN)/python tests/campaign.py

schemas: $(VENV)/ready
	$(BIN)/papershelf schemas

# Brings the catalogues of messages up to date with the source; new messages are to be translated.
messages: $(VENV)/ready
	mkdir -p .cache
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --no-default-keywords --keyword t --keyword n:1,2 \
		--add-location file --omit-header --output-file .cache/messages.pot .
	for catalogue in generator/languages/*.po; do \
		$(BIN)/pybabel --quiet update --input-file .cache/messages.pot --output-file $$catalogue \
			--locale $$(basename $$catalogue .po) --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 110 || exit 1; \
	done

# The documents as a site, in .cache/guide.
guide: $(VENV)/ready
	$(BIN)/mkdocs build --strict --config-file docs/site/mkdocs.yml

reference: $(VENV)/ready
	$(BIN)/python docs/reference/generate.py

# The pictures of README.md, of the site of this repository's archive.
screenshots: site browser
	$(BIN)/python docs/screenshots.py site

# How many papers, and how many runs: make bench PAPERS=10000 RUNS=3. The last words are a common word and a tag of theirs.
PAPERS ?= 1000
RUNS ?= 3
bench: $(VENV)/ready browser
	$(BIN)/python bench/build.py --install --papers $(PAPERS) --runs $(RUNS)
	$(BIN)/python -m bench.weight .bench/projects/$(PAPERS)/papershelf/site
	$(BIN)/python -m bench.size .bench/projects/$(PAPERS)/papershelf/site
	$(BIN)/python -m bench.first_search .bench/projects/$(PAPERS)/papershelf/site bagra "cledugrabra suhafe"

# Two files: what tests run with, and what workflows of archives install, with the same versions. The latter has
# hatchling, too, which builds Papershelf from a commit.
UV_COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-package papershelf pyproject.toml
ARCHIVE_LOCK := generator/edits/template/requirements.lock
lock: $(VENV)/ready
	$(BIN)/python -m pip install --quiet uv
	echo '# Every dependency, pinned with its hashes for all platforms; `make lock` makes it anew from pyproject.toml.' > constraints.txt
	$(UV_COMPILE) --upgrade --extra dask --extra test --extra dev >> constraints.txt
	echo '# What Papershelf needs, pinned with hashes for all platforms. `papershelf upgrade` brings it up to date.' > $(ARCHIVE_LOCK)
	echo 'hatchling' | $(UV_COMPILE) - --no-annotate --constraints constraints.txt >> $(ARCHIVE_LOCK)

clean:
	rm -rf $(VENV) .cache .bench site build/docs/[!.]*

# What opens pages in tests: the system's Chromium or Chrome, else Debian's, else Playwright's. Without any of them these
# tests are skipped, and say so. It is tried once.
$(VENV)/browser: $(VENV)/ready
	command -v chromium > /dev/null || command -v google-chrome > /dev/null || \
		{ test "$$(id -u)" = 0 && command -v apt-get > /dev/null && apt-get update --quiet && \
		apt-get install --quiet --yes --no-install-recommends chromium; } || \
		$(BIN)/python -m playwright install chromium || \
		echo "No Chromium could be installed: the tests that need one will be skipped."
	touch $@

$(VENV)/ready: constraints.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Papershelf needs Python 3.11 or newer; name one with make PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
