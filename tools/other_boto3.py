"""Runs the functional tests by other releases of boto3 than the pinned one, as a Lambda runtime may bring them.

`python -m tools.other_boto3`, from the repository's root; only the function's processes get the other release.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from support.lambda_runtime import RUNTIME_PACKAGES
from tools.packages import install

ROOT: Final = Path(__file__).resolve().parents[1]
RELEASES: Final = ("1.28.0", "1.35.0", "1.44.8")
"""The oldest that can be led to an emulator by the environment, one between, and the newest that was tried."""


def main() -> int:
    """Install each release and run the tests; stops at the first that fails."""
    for release in RELEASES:
        folder = ROOT / f".venv/boto3-{release}"
        install(folder, [f"boto3=={release}"])
        sys.stdout.write(f"tests/functional by boto3 {release}\n")
        sys.stdout.flush()
        tests = ["-m", "pytest", "tests/functional", "-p", "no:cacheprovider", *sys.argv[1:]]
        environment = {**os.environ, RUNTIME_PACKAGES: str(folder)}
        done = subprocess.run([sys.executable, *tests], cwd=ROOT, env=environment, check=False)  # noqa: S603
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
