"""Which machine and which versions the figures are from."""

from __future__ import annotations

import datetime
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKAGES: Final = ("awslambdaric", "botocore", "boto3", "crhelper", "aws-cdk-lib")


def machine(others: Sequence[str] = ()) -> str:
    """Describe it in one sentence, with the versions of others than our packages."""
    today = datetime.datetime.now(datetime.UTC).date()
    packages = ", ".join([*(f"{package} {version(package)}" for package in _PACKAGES), *others])
    return (
        f"{today}, {os.cpu_count()} cores of {_processor()}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {packages}"
    )


def load() -> float:
    """Return how many processes wanted a core in the last minute."""
    return os.getloadavg()[0]


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "an unnamed processor")
