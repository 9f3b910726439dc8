"""The function's asset as it is deployed: its own package and crhelper side by side."""

from __future__ import annotations

import shutil
from pathlib import Path

LAMBDA = Path(__file__).parents[2] / "lambda"


def lay_out_asset(folder: Path, source: Path = LAMBDA) -> Path:
    """Copy the function's package and crhelper, without caches and types, into ``folder``."""
    left_out = shutil.ignore_patterns("__pycache__", "*.pyi", "py.typed")
    shutil.copytree(source, folder, ignore=left_out, dirs_exist_ok=True)
    return folder
