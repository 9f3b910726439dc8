"""The folder that a run of tests has instead of the developer's home and folder for temporary files."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Final

from local.environment import node_folder

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = "WORKTEAM_TESTS_FOLDER"
"""Names the variable with the folder; a run's workers, and pytest started by a test, share it."""


def move_in() -> None:
    """Let everything that is started from here write into a folder that goes with this process."""
    if FOLDER in os.environ:
        return
    node = node_folder()
    if node:
        # a version manager's stand-in finds Node.js by the developer's home
        os.environ["PATH"] = f"{node}{os.pathsep}{os.environ['PATH']}"
    folder = Path(tempfile.mkdtemp(prefix="workteam-tests-"))
    atexit.register(clear, folder)
    # the last is where ministack keeps its keys, wherever it is imported
    for variable, name in (("HOME", "home"), ("CDK_HOME", "home"), ("TMPDIR", "tmp"), ("STATE_DIR", "state")):
        (folder / name).mkdir(exist_ok=True)
        os.environ[variable] = str(folder / name)
    tempfile.tempdir = None
    # what jsii unpacks takes seconds, and is the same for every run
    os.environ["JSII_RUNTIME_PACKAGE_CACHE_ROOT"] = str(ROOT / ".venv/jsii")
    os.environ[FOLDER] = str(folder)


def clear(folder: Path) -> None:
    """Delete a folder that a process may still be writing its last into."""
    deadline = time.monotonic() + 5
    while folder.exists() and time.monotonic() < deadline:
        shutil.rmtree(folder, ignore_errors=True)
