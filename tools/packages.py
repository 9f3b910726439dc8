"""Other versions of packages, installed beside the virtual environment's own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.metadata import distributions
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def install(folder: Path, pins: Sequence[str]) -> bool:
    """Install pins such as ``boto3==1.28.0`` into a folder; says whether that had to be done."""
    installed = {f"{one.name}=={one.version}" for one in distributions(path=[str(folder)])}
    if installed >= set(pins):
        return False
    shutil.rmtree(folder, ignore_errors=True)
    options = ["--quiet", "--disable-pip-version-check", "--target", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, *pins], check=True)  # noqa: S603
    return True
