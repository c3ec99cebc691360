"""Builds the documentation: `python docs/build_site.py [RESULTS.json] [--out DIR]`, which is what `make docs` does.

The pages of this folder, whose console examples must print what they show; the command line's help; the public names
with their docstrings; and a gallery with a page for each theorem of a run. Sphinx builds them with every warning an
error and runs their doctests; then every link is followed, and a page that loads anything from elsewhere is an error.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import gallery
import links
import refresh
from boundproof.verify.results import Results

import boundproof
from boundproof.cli import COMMANDS
from boundproof.cli import main as command_line

HERE = Path(__file__).resolve().parent
GROUPS = {
    "What is claimed": (
        ".bounds.claims",
        ".bounds.parsing",
        ".bounds.setting",
        ".bounds.statements",
        ".bounds.theorems",
    ),
    "Spectra, signals, estimators": (".bounds.spectra", ".bounds.filters"),
    "Whether it holds": (".verify.verdict", ".verify.run", ".verify.asymptotics", ".verify.enclosures"),
    "Simulation, and means in tests": (".verify.simulation", ".verify.statistics"),
    "What is shown, and errors": (".verify.results", ".reports", ".bounds.errors"),
}
"""Sections of the reference, by the module in which a public name is defined."""
MODULES = {
    "Figures as numbers": "boundproof.verify.series",
    "In a notebook": "boundproof.reports.notebook",
}


class Stale(Exception):
    """A page shows what its commands do not print."""


def build(results: Results, out: Path) -> None:
    """The site in `out`, whole or not at all; raises Stale, CalledProcessError of Sphinx, or links.Broken."""
    with tempfile.TemporaryDirectory() as folder:
        source, site = Path(folder) / "source", Path(folder) / "site"
        shutil.copytree(HERE, source, ignore=shutil.ignore_patterns("*.pyc", "__pycache__"))
        differences = [
            line for page in refresh.pages() for line in refresh.stale(page.read_text(encoding="utf-8"), page.name)
        ]
        if differences:
            raise Stale("\n".join([*differences, "run `python docs/refresh.py` and read what changed"]))
        for page in source.rglob("*.md"):
            page.write_text(captioned(page.read_text(encoding="utf-8")), encoding="utf-8")
        (source / "reference").mkdir()
        (source / "reference" / "cli.md").write_text(command_help(), encoding="utf-8")
        (source / "reference" / "api.md").write_text(public_names(), encoding="utf-8")
        gallery.write(results, source)
        for builder, target in (("html", site), ("doctest", Path(folder) / "doctest")):
            command = [
                sys.executable,
                "-m",
                "sphinx",
                "-W",
                "--keep-going",
                "-q",
                "-b",
                builder,
                str(source),
                str(target),
            ]
            subprocess.run(command, check=True, env={**os.environ, "PYTHONWARNINGS": "ignore"})
        links.check(site)
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(site, out, ignore=shutil.ignore_patterns(".doctrees", ".buildinfo"))


def captioned(text: str) -> str:
    """A page on which a block that is a file stands under the file's name."""
    return re.sub(r"^```(\w+) (\S+)$", r"```{code-block} \1\n:caption: \2\n", text, flags=re.MULTILINE)


def command_help() -> str:
    """The page on the command line: the help of every command, as it is printed at 96 columns."""
    parts = ["# The command line", "Generated from `--help`."]
    os.environ["COLUMNS"] = "96"
    for name in ("", *COMMANDS):
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.suppress(SystemExit):
            command_line([*([name] if name else []), "--help"])
        parts += [f"## boundproof {name}".rstrip(), f"```text\n{output.getvalue()}```"]
    return "\n\n".join(parts) + "\n"


def public_names() -> str:
    """The page on the library: every public name with its docstring."""
    homes = boundproof._HOME
    parts = ["# The library", "`from boundproof import …` gives these names. Generated from their docstrings."]
    left = dict(homes)
    for heading, modules in GROUPS.items():
        names = [name for name, home in homes.items() if home.startswith(modules) and name in left]
        for name in names:
            del left[name]
        parts += [f"## {heading}", _directives([_directive(name) for name in names])]
    if left:
        raise Stale(f"docs/build_site.py has no section for {sorted(left)}")
    for heading, module in MODULES.items():
        parts += [f"## {heading}", _directives([f".. automodule:: {module}"])]
    return "\n\n".join(parts) + "\n"


def _directive(name: str) -> str:
    kind = "autoclass" if isinstance(getattr(boundproof, name), type) else "autofunction"
    if name == "BoundproofError":
        kind = "autoexception"
    return f".. {kind}:: boundproof.{name}"


def _directives(lines: list[str]) -> str:
    return "```{eval-rst}\n" + "\n\n".join(lines) + "\n```"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Build the documentation.")
    parser.add_argument("results", nargs="?", type=Path, help="verdicts for the gallery, written by `boundproof check`")
    parser.add_argument("--out", type=Path, default=HERE.parent / "out" / "docs", help="folder of the site")
    arguments = parser.parse_args()
    if arguments.results is None:
        from boundproof import builtin_theorems, check_theorems

        found = check_theorems(list(builtin_theorems().values()), tier="quick")
        results = Results("check", theorems=found.theorems)
    else:
        results = Results.load(arguments.results)
    try:
        build(results, arguments.out)
    except (Stale, links.Broken, subprocess.CalledProcessError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(arguments.out / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
