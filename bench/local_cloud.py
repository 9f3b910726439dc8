"""Many teams in one stack, by the CDK CLI on the local cloud."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.many_teams import STACK
from bench.samples import Pairs
from bench.templates import MANY
from local.cdk import Cdk
from local.cloud import LocalCloud
from local.scheduler import invoke_now

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Deployment:
    """How long it took."""

    deploy_seconds: float
    destroy_seconds: float
    tick_seconds: Pairs
    """Of the first tick of each watch, as the peer, and of a second one."""

    tick_calls: float
    """SageMaker calls of a tick that finds nothing."""


def deployment(folder: Path) -> Deployment:
    """Deploy and destroy; the cloud's start and the bootstrap aren't counted."""
    with LocalCloud() as cloud:
        cdk = Cdk(cloud, folder / "cdk.log", app=f"{sys.executable} -m bench.many_teams")
        cdk.bootstrap()
        started = time.monotonic()
        cdk.deploy(STACK, {"teams": str(MANY), "watched": "yes"})
        deployed = time.monotonic()
        made = len(cloud.client("sagemaker").list_workteams(MaxResults=100)["Workteams"])
        if made != MANY:
            raise RuntimeError(f"expected {MANY} teams, found {made}")
        cloud.control.clear_calls()
        ticks = Pairs(*(tuple(_tick(cloud, number) for number in range(MANY)) for _ in range(2)))
        calls = len(cloud.control.calls()) / 2 / MANY
        destroying = time.monotonic()
        cdk.destroy(STACK)
        return Deployment(deployed - started, time.monotonic() - destroying, ticks, calls)


def _tick(cloud: LocalCloud, number: int) -> float:
    """Have one team's watch look; return how many seconds it took."""
    started = time.monotonic()
    found = invoke_now(cloud, f"Team{number}Watch")
    if found != {}:
        raise RuntimeError(f"expected a watch that finds nothing, received {found}")
    return time.monotonic() - started
