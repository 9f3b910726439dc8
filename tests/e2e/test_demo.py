import signal
import subprocess
import sys
import time

import psutil
import pytest

from local.environment import CLOUD_ID
from local.processes import marked
from local.servers import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]


def start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "local", "demo"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def test_the_demo_proves_everything_it_claims() -> None:
    demo = start()
    output, _ = demo.communicate(timeout=380)
    assert demo.returncode == 0, output
    assert "Proved 12 of 12 in " in output
    assert "✗" not in output
    assert "\x1b" not in output
    assert all(f"[{step}/8]" in output for step in range(1, 9))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_demo_ended_half_way_leaves_nothing(number: signal.Signals, code: int) -> None:
    demo = start()
    for line in demo.stdout or ():
        if "[3/8]" in line:
            break
    deadline = time.monotonic() + 30
    while not (running := synthesising(demo)) and time.monotonic() < deadline:
        time.sleep(0.1)
    everything = [*psutil.Process(demo.pid).children(recursive=True)]
    cloud_id = running[0].environ()[CLOUD_ID]

    demo.send_signal(number)
    demo.communicate(timeout=30)

    _, alive = psutil.wait_procs(everything, timeout=20)
    assert demo.returncode == code
    assert alive == list(marked(cloud_id)) == []


def synthesising(demo: subprocess.Popen[str]) -> list[psutil.Process]:
    """Processes of the app that the CDK CLI runs."""
    children = psutil.Process(demo.pid).children(recursive=True)
    return [process for process in children if any("app.py" in part for part in process.cmdline())]
