import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from local.cloud import LocalCloud
from local.environment import CLOUD_ID
from local.ports import listening
from local.processes import marked
from local.servers import ROOT

pytestmark = pytest.mark.e2e


def test_nothing_is_left_after_stopping() -> None:
    with LocalCloud() as cloud:
        own = cloud.environment()[CLOUD_ID]
        started = subprocess.Popen(["sleep", "60"], env=cloud.environment())
        folder = cloud.folder
        assert len(list(marked(own))) == 3
    assert list(marked(own)) == []
    assert not folder.exists()
    assert started.wait(1) == -signal.SIGTERM


STARTED_BY = """
import json, sys, time
from local.cloud import LocalCloud
cloud = LocalCloud().start()
print(json.dumps({"environment": cloud.environment(), "folder": str(cloud.folder)}), flush=True)
time.sleep(60)
"""


def test_nothing_is_left_when_its_owner_is_killed() -> None:
    owner = subprocess.Popen([sys.executable, "-c", STARTED_BY], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    told = json.loads(next(iter(owner.stdout or ())))
    cloud_id, folder = told["environment"][CLOUD_ID], Path(told["folder"])
    (guardian,) = psutil.Process(owner.pid).children()
    stubborn = subprocess.Popen(
        [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"],
        env=told["environment"],
    )
    assert len(list(marked(cloud_id))) == 3

    os.kill(owner.pid, signal.SIGKILL)
    owner.communicate()

    guardian.wait(15)
    stubborn.wait(1)
    assert list(marked(cloud_id)) == []
    assert not folder.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_runs_until_it_is_told_to_stop(number: signal.Signals) -> None:
    command = subprocess.Popen([sys.executable, "-m", "local", "up"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    lines = []
    for line in command.stdout or ():
        lines.append(line)
        if "list-workteams" in line:
            break
    (guardian,) = psutil.Process(command.pid).children()
    started = time.monotonic()
    command.send_signal(number)
    rest, _ = command.communicate(timeout=15)
    assert command.returncode == 0, rest
    assert not guardian.is_running()
    assert time.monotonic() - started < 10
    assert any(line.startswith("export AWS_ENDPOINT_URL=http://127.0.0.1:") for line in lines)


def test_the_command_tells_a_taken_port() -> None:
    with listening(0) as listener:
        port = listener.getsockname()[1]
        run = subprocess.run(
            [sys.executable, "-m", "local", "up", "--port", str(port)], cwd=ROOT, capture_output=True, text=True
        )
    assert run.returncode == 1
    assert f"received {port}" in run.stderr
    assert "Traceback" not in run.stderr
