"""Runs tests by other releases of boto3 than the pinned one, as a Lambda runtime may bring them.

`python -m tools.other_boto3`, from the repository's root. By each release run the functional tests, of which only the
function's processes get it, and those of the client that compare its hooks, requests and partitions with boto3's own.
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
CLIENT: Final = "tests/unit/function/test_client.py"
OF_THE_PINNED: Final = (
    "test_the_files_are_cut_from_the_installed_botocore",
    "test_the_cut_model_sends_what_the_whole_one_sends",
    "test_p61_the_client_sends_the_request_that_boto3s_sends[eusc-de-east-1-None]",
)
"""What only the pinned release can tell: the files are cut from it, and older ones don't know the newest partition."""


def main() -> int:
    """Install each release and run the tests; stops at the first that fails."""
    for release in RELEASES:
        folder = ROOT / f".venv/boto3-{release}"
        install(folder, [f"boto3=={release}"])
        sys.stdout.write(f"tests/functional and {CLIENT} by boto3 {release}\n")
        sys.stdout.flush()
        left_out = [option for test in OF_THE_PINNED for option in ("--deselect", f"{CLIENT}::{test}")]
        failed = _failed(["tests/functional", *sys.argv[1:]], {RUNTIME_PACKAGES: str(folder)}) or _failed(
            [CLIENT, *left_out], {"PYTHONPATH": str(folder)}
        )
        if failed:
            return failed
    return 0


def _failed(tests: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", *tests, "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
