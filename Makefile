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

# Same commit, same bytes: every date in the results is the commit's.
export SOURCE_DATE_EPOCH := $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null),0)
export PYTHONHASHSEED := 0
export TZ := UTC

# Warnings are errors. A build works in $(BUILD)/stage; its result moves to the output folder only
# when it is whole, so a folder that exists is a good one.
sphinx = $(BIN)/sphinx-build -W --keep-going -j auto -b $(1) -d $(BUILD)/doctrees . $(BUILD)/stage/$(1)
publish = rm -rf $(BUILD)/$(1) && mkdir -p $(BUILD)/$(1) && cp -R $(2) $(BUILD)/$(1)/

# The formats share what has been read, so they are built one after another.
.NOTPARALLEL:

.PHONY: all html pdf epub docs live test lint bench pictures clean lock help

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
	@rm -f $(BUILD)/html/.buildinfo*

pdf: $(VENV)/build.stamp  ## The PDF handbook, into _build/pdf
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

test: $(VENV)/test.stamp all  ## Everything that is checked; gets what only tests need
	@tests/get-tools.sh
	@$(BIN)/pytest

lint: $(VENV)/test.stamp  ## The style of the Python code
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

bench: $(VENV)/test.stamp all  ## Times, sizes, search and Lighthouse; by hand, never as a test
	@tests/get-tools.sh
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench_search
	@$(BIN)/python -m tests.bench_lighthouse

pictures: $(VENV)/test.stamp all  ## Take the pictures of the README anew
	@$(BIN)/python -m tests.pictures

clean:  ## Remove what was built (the environment stays)
	rm -rf $(BUILD)

help:  ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

lock: $(VENV)/build.stamp  ## Write the two lock files anew from pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra live pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra live --extra test -c requirements.txt pyproject.toml -o requirements-test.txt

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
