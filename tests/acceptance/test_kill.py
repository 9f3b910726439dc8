"""`make acceptance` as a process of its own: what it asks first, and what is left where it is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from local.servers import ROOT
from local.stacks import Stack
from tools.acceptance.cleaner import ids_found, remains
from tools.acceptance.steps import STEPS

if TYPE_CHECKING:
    from pathlib import Path

    from local.cloud import LocalCloud
    from tools.acceptance.target import Target

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


class Command:
    """The command, on a local cloud that it takes for an account."""

    def __init__(self, cloud: LocalCloud, state: Path) -> None:
        self.state = state
        self._environment = cloud.environment() | {"ACCEPT_STATE": str(state)}
        self._typed = {"ACCEPT_ACCOUNT": cloud.account, "ACCEPT_REGION": cloud.region}

    def start(self) -> subprocess.Popen[bytes]:
        """Start a run."""
        environment = self._environment | self._typed
        return subprocess.Popen([sys.executable, "-m", "tools.acceptance", "run"], cwd=ROOT, env=environment)

    def __call__(self, command: str, *, confirmed: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tools.acceptance", command],
            cwd=ROOT,
            env=self._environment | (self._typed if confirmed else {}) | more,
            capture_output=True,
            text=True,
            timeout=500,
            check=False,
        )


@pytest.fixture
def command(cloud: LocalCloud, target: Target, tmp_path: Path) -> Command:
    return Command(cloud, tmp_path / "state")


@pytest.mark.parametrize("name", ["run", "clean"])
@pytest.mark.parametrize("typed", [{}, {"ACCEPT_ACCOUNT": "111111111111", "ACCEPT_REGION": "eu-west-1"}])
def test_it_refuses_to_start_and_says_what_to_type(
    command: Command, cloud: LocalCloud, target: Target, name: str, typed: dict[str, str]
) -> None:
    done = command(name, confirmed=False, **typed)
    assert done.returncode == 2
    suffix = "" if name == "run" else "-clean"
    assert f"ACCEPT_ACCOUNT={cloud.account} ACCEPT_REGION=eu-west-1 make acceptance{suffix}" in done.stderr
    assert ("0.05 USD" in done.stdout) == (name == "run")
    assert ids_found(target) == set()
    assert not command.state.exists()


def killed_and_cleaned_up(command: Command, target: Target, step: str, *, state_is_lost: bool) -> None:
    killed = command("run", ACCEPT_KILL_AFTER=step)
    assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    (file,) = command.state.glob("*.json")
    if state_is_lost:
        file.unlink()
    done = command("clean")
    assert done.returncode == 0, done.stdout + done.stderr
    assert remains(target, file.stem) == []
    assert target.client("sagemaker").list_workforces()["Workforces"] == []
    assert list(command.state.glob("*.json")) == []


@pytest.mark.long
def test_killed_after_the_deployment_and_its_file_lost(command: Command, target: Target) -> None:
    killed_and_cleaned_up(command, target, "deploy", state_is_lost=True)


@pytest.mark.long
@pytest.mark.parametrize("step", [step.name for step in STEPS])
def test_killed_after_each_step(command: Command, target: Target, step: str) -> None:
    killed_and_cleaned_up(command, target, step, state_is_lost=False)


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_ended_while_the_stack_is_made(
    command: Command, cloud: LocalCloud, target: Target, number: signal.Signals
) -> None:
    run = command.start()
    try:
        while not list(command.state.glob("*.json")):
            time.sleep(0.1)
        (file,) = command.state.glob("*.json")
        while Stack(cloud, f"Acceptance-{file.stem}").status() is None:
            time.sleep(0.1)
        run.send_signal(number)
        run.wait(300)
    finally:
        run.kill()
    if number == signal.SIGKILL:
        assert command("clean").returncode == 0
    assert remains(target, file.stem) == []
    assert target.client("sagemaker").list_workforces()["Workforces"] == []
    assert list(command.state.glob("*.json")) == []
