# recall: run it, test it. `make` alone lists what there is.
# The first target that needs .venv makes it, from any Python since 3.11 (a certain one: PYTHON=…),
# with uv where uv is installed (without it: UV=).

NOTES = notes
FOLDERS =
ARGS =
PYTHON =
UV := $(shell command -v uv 2>/dev/null)

PY := .venv/bin/python
INSTALL := $(if $(UV),"$(UV)" pip install --python $(PY),$(PY) -m pip install --disable-pip-version-check) --quiet

.PHONY: help run test torture check bench clean
.NOTPARALLEL: # two installs into one environment would break each other

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

run: export FOLDER = $(NOTES:~/%=$(HOME)/%)
run: .venv/.run ## open recall on notes/, or on another folder: make run NOTES=~/my-notes
	@.venv/bin/recall "$$FOLDER" $(ARGS)

test: .venv/.dev ## run the tests, or some of them: make test ARGS="-k links"
	@$(PY) -m pytest $(ARGS)

torture: export RECALL_TRIALS = full
torture: .venv/.dev ## try to break every promise of docs/reliability.md, and count: make torture ARGS="-k saves"
	@$(PY) -m pytest tests/torture $(ARGS)

check: .venv/.dev ## format, lint, types, import directions, docs/cli.md
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m recall_tui.cli.reference --check

bench: .venv/.bench ## measure what a keystroke costs, on folders of yours: make bench FOLDERS="~/notes"
	@$(PY) -m bench $(ARGS) $(FOLDERS)

clean: ## remove the environment and all caches; notes stay
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -prune -exec rm -rf {} +

.venv/.run: .venv/bin/activate pyproject.toml
	@echo "Installing recall into .venv ..."
	@$(INSTALL) -e .
	@touch $@

.venv/.dev: .venv/bin/activate pyproject.toml
	@echo "Installing recall and its development tools into .venv ..."
	@$(INSTALL) -e '.[dev]'
	@touch .venv/.run $@

.venv/.bench: .venv/bin/activate pyproject.toml
	@echo "Installing recall and the engines it is measured beside into .venv ..."
	@$(INSTALL) -e '.[dev,bench]'
	@touch .venv/.run .venv/.dev $@

# An environment is made anew unless it is whole (venv writes `activate` last), was made in this very
# folder (scripts hold absolute paths) and its Python still runs, as it may not after an upgrade.
WHOLE := $(shell exec 2>/dev/null; . .venv/bin/activate && test "$$VIRTUAL_ENV" -ef .venv && \
    $(PY) -c 'import $(if $(UV),sys,pip), sys; print(sys.version_info >= (3, 11))')
ifneq "$(WHOLE)" "True"
.PHONY: .venv/bin/activate
endif

.venv/bin/activate:
	@rm -rf .venv
ifdef UV
	@"$(UV)" venv --quiet --python '$(or $(PYTHON),>=3.11)' .venv
else
	@bare=; \
	for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    "$$python" -c 'import ensurepip, venv' 2>/dev/null && exec "$$python" -m venv .venv; \
	    bare=$$python; \
	done; \
	if [ "$$bare" ]; then \
	    echo "$$bare cannot make environments, since venv or ensurepip is missing." \
	        "On Debian or Ubuntu: sudo apt install $${bare##*/}-venv"; \
	else \
	    echo "recall needs Python 3.11 or newer, and there is none on PATH." \
	        "Install one, or name it: make run PYTHON=/path/to/python3"; \
	fi >&2; exit 1
endif
