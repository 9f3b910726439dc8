from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from local.demo import run as run_demo
from local.environment import CLOUD_ID
from local.processes import marked
from local.servers import ROOT
from support.elsewhere import elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder with an empty home and an empty folder for temporary files."""
    (tmp_path / "home").mkdir()
    (tmp_path / "tmp").mkdir()
    return tmp_path


def start(empty: Path, **shell: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "local", "demo"],
        cwd=ROOT,
        env=os.environ | shell | {"HOME": str(empty / "home"), "TMPDIR": str(empty / "tmp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        # one that a script started in the background would ignore Ctrl-C
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def left_in(empty: Path) -> list[Path]:
    return [path for folder in ("home", "tmp") for path in (empty / folder).iterdir()]


def test_p79_the_demo_proves_everything_it_claims_whatever_proxies_and_aws_settings_are_there(empty: Path) -> None:
    proxies = [name for upper in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY") for name in (upper, upper.lower())]
    endpoints = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_CLOUDFORMATION"]
    settings = ["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_RETRY_MODE"]
    with elsewhere() as (url, received):
        demo = start(empty, **dict.fromkeys([*proxies, *endpoints], url), **dict.fromkeys(settings, "theirs"))
        output, _ = demo.communicate(timeout=380)
    assert demo.returncode == 0, output
    assert "Proved 18 of 18 in " in output
    assert "✗" not in output
    assert "\x1b" not in output
    assert all(f"[{step}/10]" in output for step in range(1, 11))
    assert "rolled back\n" in output
    assert [line for line in output.splitlines() if len(line) > 80 and len(line.split()) > 1] == []
    assert received == []
    assert left_in(empty) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_demo_ended_half_way_leaves_nothing(empty: Path, number: signal.Signals, code: int) -> None:
    demo = start(empty)
    for line in demo.stdout or ():
        if "[3/10]" in line:
            break
    deadline = time.monotonic() + 60
    while not (running := synthesising(demo)) and time.monotonic() < deadline:
        time.sleep(0.1)
    everything = [*psutil.Process(demo.pid).children(recursive=True)]
    cloud_id = running[0].environ()[CLOUD_ID]

    demo.send_signal(number)
    demo.communicate(timeout=60)

    _, alive = psutil.wait_procs(everything, timeout=60)
    assert demo.returncode == code
    assert alive == list(marked(cloud_id)) == left_in(empty) == []


@pytest.fixture
def by_cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Run the demo by another CDK CLI, and return its code, what it printed, and the logs it left."""
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def run(cli: Path) -> tuple[int, str, list[Path]]:
        monkeypatch.setattr("local.cdk.CLI", cli)
        return run_demo(argparse.Namespace()), capsys.readouterr().err, list(tmp_path.glob("workteam-demo-*"))

    yield run
    signal.signal(signal.SIGTERM, before)


def test_a_demo_without_the_cdk_says_how_to_get_it(by_cli: Any, tmp_path: Path) -> None:
    code, errors, logs = by_cli(tmp_path / "nowhere")
    assert (code, "run `make setup`" in errors, logs) == (1, True, [])


def test_a_demo_that_fails_keeps_the_log(by_cli: Any, tmp_path: Path) -> None:
    cli = tmp_path / "cdk"
    cli.write_text("#!/bin/sh\necho its reason\nexit 3\n")
    cli.chmod(0o755)
    code, errors, (log,) = by_cli(cli)
    assert (code, f"All output of the CDK CLI: {log}" in errors) == (1, True)
    assert "its reason" in log.read_text()


def synthesising(demo: subprocess.Popen[str]) -> list[psutil.Process]:
    """Processes of the app that the CDK CLI runs."""
    children = psutil.Process(demo.pid).children(recursive=True)
    return [process for process in children if any("app.py" in part for part in command_line(process))]


def command_line(process: psutil.Process) -> list[str]:
    """Return nothing of a process that has ended meanwhile."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []
