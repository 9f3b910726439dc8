"""Resolves each ``requirements-….txt`` into a ``.lock`` with the hashes of every file that may be installed.

`python -m tools.lock`, from the repository's root. One lock is for every Python and system that is supported, and has
no address in it, so that it serves whatever index is used. What is locked stays unless `--upgrade` is given.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
NAMES: Final = ("demo", "dev", "checkov")
OLDEST_PYTHON: Final = "3.11"
_OPTIONS: Final = (
    "--quiet",
    "--universal",
    f"--python-version={OLDEST_PYTHON}",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--custom-compile-command=make lock",
)


def lock(name: str, *options: str) -> None:
    """Write one lock file."""
    files = [f"requirements-{name}.txt", "--output-file", f"requirements-{name}.lock"]
    command = [sys.executable, "-m", "uv", "pip", "compile", *_OPTIONS, *options, *files]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603


def main() -> None:
    """Write them all; arguments go to ``uv pip compile``."""
    for name in NAMES:
        # the demo's packages are of the same version in both
        constraint = ["--constraint=requirements-demo.lock"] if name == "dev" else []
        lock(name, *constraint, *sys.argv[1:])


if __name__ == "__main__":
    main()
