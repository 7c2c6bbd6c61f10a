# The Evolution of Marketing: one source, three formats.
# `make` builds all of them; `make help` lists the rest. Needs git, make and Python 3.11 or newer.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BUILD := _build
NAME := evolution-of-marketing
UV := -q --no-header --python-version 3.11

# Same commit, same bytes: every date in the results is the commit's.
export SOURCE_DATE_EPOCH := $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null),0)
export PYTHONHASHSEED := 0
export TZ := UTC

# Warnings are errors. A build works in $(BUILD)/stage; its result moves to the output folder only
# when it is whole, and in one step, so a folder that exists is a good one.
sphinx = $(BIN)/sphinx-build -W --keep-going -j auto -b $(1) -d $(BUILD)/doctrees . $(BUILD)/stage/$(1)
publish = rm -rf $(BUILD)/$(1).new && mkdir -p $(BUILD)/$(1).new && cp -R $(2) $(BUILD)/$(1).new/ \
	&& rm -f $(BUILD)/$(1).new/.buildinfo* && rm -rf $(BUILD)/$(1) && mv $(BUILD)/$(1).new $(BUILD)/$(1)

# The formats share what has been read, so they are built one after another.
.NOTPARALLEL:

.PHONY: all html pdf epub docs live check test stale lint links bench pictures clean lock upgrade help

all: html pdf epub  ## Website, PDF and EPUB (this is what plain `make` does)
	@echo
	@du -sh $(BUILD)/html | awk '{print "Website  $(BUILD)/html/index.html  (" $$1 " in all)"}'
	@du -h $(BUILD)/epub/$(NAME).epub | awk '{print "EPUB     " $$2 "  (" $$1 ")"}'
	@du -h $(BUILD)/pdf/$(NAME).pdf | awk '{print "PDF      " $$2 "  (" $$1 ")"}'

# The website offers the other two for download, with their sizes.
html: epub  ## The website, into _build/html
	@echo "== Website"
	@$(call sphinx,html)
	@$(call publish,html,$(BUILD)/stage/html/.)

pdf: $(VENV)/build.stamp $(BUILD)/writable  ## The PDF handbook, into _build/pdf
	@echo "== PDF"
	@$(call sphinx,pdf)
	@$(call publish,pdf,$(BUILD)/stage/pdf/$(NAME).pdf)

# The EPUB's page list repeats the pages of the PDF.
epub: pdf  ## The e-book, into _build/epub
	@echo "== EPUB"
	@$(call sphinx,epub)
	@$(call publish,epub,$(BUILD)/stage/epub/$(NAME).epub)

docs: $(VENV)/build.stamp  ## The reference of the directives, into _build/docs
	@$(BIN)/sphinx-build -W --keep-going -q -b html -d $(BUILD)/stage/docs/doctrees _ext/docs $(BUILD)/stage/docs/html
	@$(call publish,docs,$(BUILD)/stage/docs/html/.)
	@echo "Reference  $(BUILD)/docs/index.html"

live: $(VENV)/build.stamp  ## The website in your browser, built again each time you save
	@HANDBOOK_LIVE=1 $(BIN)/sphinx-autobuild -j auto -d $(BUILD)/doctrees --open-browser --ignore '$(CURDIR)/$(BUILD)/*' . $(BUILD)/stage/live

check: $(VENV)/build.stamp  ## What is to mend in one page, in seconds: make check FILE=course/05-customer-path.md
	@$(BIN)/python -m _ext.check_page $(FILE)

test: $(VENV)/test.stamp all  ## Everything that is checked; gets what only tests need
	@tests/get-tools.sh
	@$(BIN)/pytest

stale: $(VENV)/build.stamp  ## The sources that nobody has opened for a year (make stale DAYS=180)
	@$(BIN)/python -m _ext.ledger --days $(or $(DAYS),365)

lint: $(VENV)/test.stamp  ## The style of the Python code
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

links: $(VENV)/build.stamp  ## Follow every link to other sites; takes long, never as a test
	@rm -rf $(BUILD)/links && mkdir -p $(BUILD)/links
	@$(BIN)/sphinx-build -b linkcheck -d $(BUILD)/doctrees . $(BUILD)/links >$(BUILD)/links/log.txt 2>&1 || true
	@$(BIN)/python -m tests.links $(BUILD)/links

bench: $(VENV)/test.stamp all  ## Times, memory, sizes, search, Lighthouse; fails when over budget
	@tests/get-tools.sh
	@$(BIN)/python -m tests.bench_search
	@$(BIN)/python -m tests.bench_lighthouse
	@$(BIN)/python -m tests.bench

pictures: $(VENV)/test.stamp all  ## Take the pictures of the README anew
	@$(BIN)/python -m tests.pictures

clean:  ## Remove what was built (the environment stays)
	rm -rf $(BUILD)

help:  ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

lock: $(VENV)/build.stamp  ## Write the two lock files anew from pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile $(UV) --universal --generate-hashes --extra live pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile $(UV) --universal --generate-hashes --extra live --extra test -c requirements.txt pyproject.toml -o requirements-test.txt

upgrade: $(VENV)/build.stamp  ## Raise every version in pyproject.toml, then write the lock files
	$(BIN)/pip install --quiet uv
	@mkdir -p $(BUILD)/upgrade
	@sed -E 's/==[^"]+"/"/' pyproject.toml > $(BUILD)/upgrade/pyproject.toml
	$(BIN)/uv pip compile $(UV) --all-extras $(BUILD)/upgrade/pyproject.toml -o $(BUILD)/upgrade/newest.txt
	@sed -nE 's/^([a-z0-9-]+)==([^ ]+).*/s|"\1(\\[[^]]*\\])?==[^"]+"|"\1\\1==\2"|/p' $(BUILD)/upgrade/newest.txt > $(BUILD)/upgrade/raise.sed
	@sed -E -f $(BUILD)/upgrade/raise.sed pyproject.toml > $(BUILD)/upgrade/raised.toml
	@cp $(BUILD)/upgrade/raised.toml pyproject.toml
	@$(MAKE) --no-print-directory lock UV='$(UV) --upgrade'

# Said once and in words, before tools say it each in its own way.
$(BUILD)/writable:
	@mkdir -p $(BUILD) 2>/dev/null && touch $@ 2>/dev/null || { echo "Nothing can be written to the folder $(BUILD). Is the disk full, or is it somebody else's folder?" >&2; exit 1; }
	@rm $@

$(VENV)/build.stamp: requirements.txt
	@echo "== Python environment in $(VENV) (once; about a minute)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements-test.txt $(VENV)/build.stamp
	@echo "== What only the tests need (once; about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@
