"""The function's asset as it is deployed: its own package and crhelper side by side."""

from __future__ import annotations

import shutil
from pathlib import Path

TIME_LAPSE = "time_lapse.handler"
"""The handler for which time passes ten times as fast, in an asset that has one."""

LAMBDA = Path(__file__).parents[2] / "lambda"


def lay_out_asset(folder: Path, package: Path = LAMBDA / "workteam_provider") -> Path:
    """Copy the function's package and crhelper, without caches and types, into ``folder``."""
    left_out = shutil.ignore_patterns("__pycache__", "*.pyi", "py.typed")
    for source in (package, LAMBDA / "crhelper"):
        shutil.copytree(source, folder / source.name, ignore=left_out, dirs_exist_ok=True)
    return folder


def add_time_lapse(asset: Path) -> Path:
    """Give an asset the handler for which time passes ten times as fast."""
    shutil.copy(Path(__file__).with_name("time_lapse.py"), asset)
    return asset
