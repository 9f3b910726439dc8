"""The process that owns a local cloud's servers, and ends them when whoever started it is gone.

It runs in a session of its own. Its standard input is a pipe that its parent holds open: when that ends, however the
parent ended, every process of the cloud is ended and its folder removed. One JSON line on its standard output tells
whether the cloud is up.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from local import processes
from local.environment import CLOUD_ID, kept
from local.ports import free_port, is_free
from local.servers import StartError, start_ministack, start_sagemaker

_ATTEMPTS: Final = 3
_LOOK_SECONDS: Final = 0.5
_ENDING: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to start; ports that are 0 become free ones."""

    cloud_id: str
    account: str
    region: str
    port: int
    sagemaker_port: int


@dataclass(frozen=True, slots=True)
class Report:
    """Where the cloud is up, or what went wrong."""

    folder: str = ""
    port: int = 0
    sagemaker_port: int = 0
    error: str = ""


def main(plan: Plan) -> None:
    """Start the cloud, report, and end it with the parent or on a signal."""
    parent = os.getppid()
    for number in _ENDING:
        signal.signal(number, lambda *_: sys.exit())
    # what it starts would inherit that its parent blocks some
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    folder = Path(tempfile.mkdtemp(prefix="local-cloud-"))
    try:
        _report(_started(plan, folder))
        _wait_for_end_of(parent)
    except StartError as error:
        _report(Report(error=str(error)))
    finally:
        for number in _ENDING:
            signal.signal(number, signal.SIG_IGN)
        processes.end(plan.cloud_id)
        shutil.rmtree(folder, ignore_errors=True)


def _report(report: Report) -> None:
    print(json.dumps(asdict(report)), flush=True)


def _wait_for_end_of(parent: int) -> None:
    while os.getppid() == parent:
        readable, _, _ = select.select([sys.stdin], [], [], _LOOK_SECONDS)
        if readable:
            return


def _started(plan: Plan, folder: Path) -> Report:
    """Start both servers; where somebody took a free port meanwhile, try others."""
    for attempt in range(1, _ATTEMPTS + 1):
        port, sagemaker_port = plan.port or free_port(), plan.sagemaker_port or free_port()
        try:
            _start(plan, port, sagemaker_port, folder)
        except StartError:
            processes.end(plan.cloud_id)
            if attempt == _ATTEMPTS or (is_free(port) and is_free(sagemaker_port)):
                raise
        else:
            return Report(str(folder), port, sagemaker_port)
    raise AssertionError("the last attempt returns or raises")


def _start(plan: Plan, port: int, sagemaker_port: int, folder: Path) -> None:
    url, sagemaker_url = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sagemaker_port}"
    environment = kept() | {CLOUD_ID: plan.cloud_id, "HOME": str(folder), "TMPDIR": str(folder)}
    servers = [
        start_ministack(port, sagemaker_url, plan.account, plan.region, environment, folder),
        start_sagemaker(sagemaker_port, url, environment, folder),
    ]
    for server in servers:
        server.wait()


if __name__ == "__main__":
    main(Plan(**json.loads(sys.argv[1])))
