"""Tests leave nothing in the home and nowhere among the temporary files, ended or interrupted."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from support.own_folder import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
SYNTHESISES: Final = "tests/synth/test_shared_provider.py"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    (tmp_path / "tmp").mkdir()
    return tmp_path


@pytest.fixture
def run(empty: Path) -> Iterator[subprocess.Popen[str]]:
    """Run tests that synthesise by workers, as from a shell with this home and folder for temporary files."""
    shell = {name: value for name, value in os.environ.items() if name not in {FOLDER, "CDK_HOME"}}
    shell |= {"HOME": str(empty / "home"), "TMPDIR": str(empty / "tmp")}
    with subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", "-n", "1", "-p", "no:cacheprovider", SYNTHESISES],
        cwd=ROOT,
        env=shell,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # one that a script started in the background would ignore Ctrl-C
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        yield process
        process.kill()


def left_in(empty: Path) -> list[Path]:
    return [path for folder in ("home", "tmp") for path in (empty / folder).iterdir()]


def synthesising(empty: Path) -> bool:
    return any((empty / "tmp").glob("workteam-tests-*/tmp/cdk.out*"))


def test_tests_that_synthesise_leave_nothing(run: subprocess.Popen[str], empty: Path) -> None:
    output, _ = run.communicate(timeout=100)
    assert run.returncode == 0, output
    assert left_in(empty) == []


def test_tests_interrupted_while_they_synthesise_leave_nothing(run: subprocess.Popen[str], empty: Path) -> None:
    deadline = time.monotonic() + 60
    while not synthesising(empty) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)
    output, _ = run.communicate(timeout=60)
    assert "KeyboardInterrupt" in output
    assert left_in(empty) == []


def test_what_ministack_keeps_goes_with_the_rest() -> None:
    kept = importlib.import_module("ministack.services.cognito")._STATE_DIR

    assert Path(kept).is_relative_to(os.environ[FOLDER])
