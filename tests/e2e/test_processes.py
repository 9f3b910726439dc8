import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from local.cloud import LocalCloud
from local.environment import CLOUD_ID
from local.ports import free_port, listening
from local.processes import marked
from local.servers import ROOT

pytestmark = pytest.mark.e2e


def takes_sigint() -> None:
    """Let a new process take Ctrl-C, which one started in the background of a script ignores."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def require_marked(cloud_id: str, count: int) -> None:
    """Wait for so many processes of a cloud: one that was just started has an empty environment for a moment."""
    deadline = time.monotonic() + 10
    while len(list(marked(cloud_id))) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(list(marked(cloud_id))) == count


def test_nothing_is_left_after_stopping() -> None:
    with LocalCloud() as cloud:
        own = cloud.environment()[CLOUD_ID]
        started = subprocess.Popen(["sleep", "60"], env=cloud.environment())
        folder = cloud.folder
        require_marked(own, 3)
    assert list(marked(own)) == []
    assert not folder.exists()
    assert started.wait(30) == -signal.SIGTERM


def test_nothing_is_left_when_stopping_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = LocalCloud().start()
    own, folder = cloud.environment()[CLOUD_ID], cloud.folder
    (guardian,) = [one for one in psutil.Process().children() if str(own) in " ".join(one.cmdline())]
    with monkeypatch.context() as patched:
        patched.setattr("local.cloud._STOP_SECONDS", 0.0)
        with pytest.raises(subprocess.TimeoutExpired):
            cloud.stop()
    guardian.wait(60)
    assert list(marked(own)) == []
    assert not folder.exists()


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
    require_marked(cloud_id, 3)

    os.kill(owner.pid, signal.SIGKILL)
    owner.communicate()

    guardian.wait(60)
    stubborn.wait(30)
    assert list(marked(cloud_id)) == []
    assert not folder.exists()


@pytest.fixture
def up(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`python -m local up`, in a temporary folder of its own."""
    (tmp_path / "tmp").mkdir()
    command = subprocess.Popen(
        [sys.executable, "-m", "local", "up"],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path / "tmp")},
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=takes_sigint,
    )
    yield command
    command.kill()
    command.communicate()


def blocked(process: psutil.Process) -> int:
    """Return the signals that a process blocks; 0 where that can't be told."""
    status = Path(f"/proc/{process.pid}/status")
    told = (
        [line.split()[1] for line in status.read_text().splitlines() if line.startswith("SigBlk")]
        if status.exists()
        else []
    )
    return int(told[0], 16) if told else 0


def printed_by(up: subprocess.Popen[str]) -> list[str]:
    """Return what it prints until it waits for Ctrl-C."""
    lines: list[str] = []
    for line in up.stdout or ():
        lines.append(line.rstrip("\n"))
        if "list-workteams" in line:
            break
    return lines


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_runs_until_it_is_told_to_stop(
    up: subprocess.Popen[str], number: signal.Signals, tmp_path: Path
) -> None:
    lines = printed_by(up)
    (guardian,) = psutil.Process(up.pid).children()
    assert [blocked(process) for process in guardian.children(recursive=True)] == [0, 0]
    started = time.monotonic()
    up.send_signal(number)
    rest, _ = up.communicate(timeout=60)
    assert up.returncode == 0, rest
    assert not guardian.is_running()
    assert time.monotonic() - started < 30
    assert list((tmp_path / "tmp").iterdir()) == []
    assert any(line.startswith("export AWS_ENDPOINT_URL=http://127.0.0.1:") for line in lines)


@pytest.mark.timeout(400)
def test_p79_what_the_command_prints_works_when_it_is_pasted(up: subprocess.Popen[str], tmp_path: Path) -> None:
    lines = printed_by(up)
    pasted = [*lines[lines.index(f"cd {ROOT}") : lines.index("Then, for example:")], *lines[-5:-2]]
    nowhere = "http://127.0.0.1:1"
    shell = {
        **dict.fromkeys(["HTTP_PROXY", "https_proxy", "ALL_PROXY", "AWS_ENDPOINT_URL_STS"], nowhere),
        **dict.fromkeys(["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"], "true"),
        "PATH": f"/usr/bin:/bin:{node()}",
        "HOME": str(tmp_path),
        "CDK_HOME": str(tmp_path),
        "CDK_OUTPUT": str(tmp_path / "cdk.out"),
        "CDK_VALIDATION": "false",
    }
    done = subprocess.run(
        ["bash", "-e"], input="\n".join(pasted), env=shell, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "'WorkteamName': 'WorkteamStack-" in done.stdout
    assert max(len(line) for line in lines if not line.startswith(("export", "cd", "unset", "python"))) < 80


def node() -> str:
    """Return where Node.js is."""
    return str(Path(shutil.which("node") or "").parent)


def refusal(*options: str) -> str:
    """Return what the command prints when it doesn't start."""
    run = subprocess.run(
        [sys.executable, "-m", "local", "up", *options], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (run.returncode, run.stdout, "Traceback" in run.stderr) == (1, "", False)
    return run.stderr


def test_the_command_tells_a_taken_port() -> None:
    with listening(0) as listener:
        port = listener.getsockname()[1]
        assert f"received {port}" in refusal("--port", str(port))


@pytest.mark.parametrize("option", ["--port", "--sagemaker-port"])
@pytest.mark.parametrize("port", ["65536", "-1", "99999999999"])
def test_the_command_tells_what_is_no_port(option: str, port: str) -> None:
    assert refusal(option, port) == f"`port`: expected 0 to 65535, received {port}\n"


def test_the_command_tells_one_port_for_both() -> None:
    same = str(free_port())
    assert "expected another than `port`" in refusal("--port", same, "--sagemaker-port", same)
