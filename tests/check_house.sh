#!/bin/sh
# Types and the direction of imports, on the package as a user gets it: installed plainly, not editable.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
site=$(mktemp -d)
trap 'rm -rf "$site" "$here/build"' EXIT
"$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --target "$site" "$here"
export MYPYPATH="$site" PYTHONPATH="$site"
cd "$site"
"$PYTHON" -m mypy --config-file "$here/pyproject.toml" -p boundproof
"$PYTHON" -c "from importlinter.cli import lint_imports_command as main; main()" --config "$here/pyproject.toml" --no-cache
