# For a fresh machine with Python >= 3.11: `make report`, `make docs` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
OUT    ?= out

.PHONY: report docs test check-house install clean

install: $(VENV)/.installed

# The pinned versions are those the suite was run with; pyproject.toml has the ranges.
$(VENV)/.installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

report: install
	$(BIN)/boundproof check --report $(OUT)

# The gallery shows the verdicts of the last report; without one the theorems are checked quickly first.
docs: install
	$(BIN)/python docs/build_site.py $(wildcard $(OUT)/report.json) --out $(OUT)/docs

# One BLAS thread a process: two beside a busy neighbour are many times slower.
test: export OMP_NUM_THREADS = 1
test: export OPENBLAS_NUM_THREADS = 1
test: install check-house
	$(BIN)/python -m pytest -n 2

check-house: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	PYTHON=$(abspath $(BIN))/python sh tests/check_house.sh

clean:
	rm -rf $(VENV) $(OUT) build *.egg-info
