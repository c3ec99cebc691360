# Two commands for a fresh machine with Python >= 3.11: `make report` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
OUT    ?= out

.PHONY: report test check-house install clean

install: $(VENV)/.installed

# The pinned versions are those the suite was run with; pyproject.toml has the ranges.
$(VENV)/.installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

report: install
	$(BIN)/boundproof check --report $(OUT)

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
