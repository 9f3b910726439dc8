"""Many teams in one stack, by the CDK CLI on the local cloud."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.many_teams import STACK
from bench.templates import MANY
from local.cdk import Cdk
from local.cloud import LocalCloud

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Deployment:
    """How long it took."""

    deploy_seconds: float
    destroy_seconds: float


def deployment(folder: Path) -> Deployment:
    """Deploy and destroy; the cloud's start and the bootstrap aren't counted."""
    with LocalCloud() as cloud:
        cdk = Cdk(cloud, folder / "cdk.log", app=f"{sys.executable} -m bench.many_teams")
        cdk.bootstrap()
        started = time.monotonic()
        cdk.deploy(STACK, {"teams": str(MANY)})
        deployed = time.monotonic()
        made = len(cloud.client("sagemaker").list_workteams(MaxResults=100)["Workteams"])
        if made != MANY:
            raise RuntimeError(f"expected {MANY} teams, found {made}")
        destroying = time.monotonic()
        cdk.destroy(STACK)
        return Deployment(deployed - started, time.monotonic() - destroying)
