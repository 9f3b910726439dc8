"""Runs the synth tests against the oldest aws-cdk-lib and constructs that pyproject.toml allows.

`python -m tools.oldest_cdk`, from the repository's root; it installs the two beside the virtual environment's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

from tools.packages import install

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / ".venv/oldest-cdk"
CDK: Final = ("aws-cdk-lib", "constructs")
NEEDS_NEWER: Final = "tests/synth/test_scanners.py"
"""cdk-nag 3 asks for a newer aws-cdk-lib than the library does."""


def oldest() -> list[str]:
    """Return the pins of the lower bounds."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    requirements = [Requirement(text) for text in project["dependencies"]]
    return [
        f"{one.name}=={next(bound.version for bound in one.specifier if bound.operator == '>=')}"
        for one in requirements
        if one.name in CDK
    ]


def lay_out() -> None:
    """Install the two, unless they are there; what else they bring would hide the environment's own and goes again."""
    if not install(FOLDER, oldest()):
        return
    for path in FOLDER.iterdir():
        if not path.name.startswith(("aws_cdk", "constructs")):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def main() -> int:
    """Install, make sure that the tests see what was installed, and run them."""
    lay_out()
    environment = {**os.environ, "PYTHONPATH": str(FOLDER)}
    where = [sys.executable, "-c", "import aws_cdk, constructs; print(aws_cdk.__file__, constructs.__file__)"]
    seen = subprocess.run(where, env=environment, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
    if not all(Path(file).is_relative_to(FOLDER) for file in seen):
        raise SystemExit(f"expected the CDK in {FOLDER}, found {' and '.join(seen)}")
    sys.stdout.write(f"tests/synth with {' and '.join(oldest())}\n")
    tests = ["-m", "pytest", "tests/synth", "--ignore", NEEDS_NEWER, "-p", "no:cacheprovider", *sys.argv[1:]]
    return subprocess.run([sys.executable, *tests], cwd=ROOT, env=environment, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
