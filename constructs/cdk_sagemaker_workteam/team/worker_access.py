"""From where workers may open the files of a task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .._contract import DISABLED, ENABLED

_SWITCH: Final = {True: ENABLED, False: DISABLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerAccess:
    """Tie the pre-signed S3 addresses of a task to the worker's network: ``WorkerAccessConfiguration``.

    At most one of the two can be on. Without either, an address works from anywhere until it expires.

    Parameters
    ----------
    source_ip : bool, optional
        Only from the IP address from which the worker opened the task (``SourceIp``).
    vpc_source_ip : bool, optional
        Only from the IP address inside the VPC from which the worker opened the task (``VpcSourceIp``).
    """

    source_ip: bool | None = None
    vpc_source_ip: bool | None = None

    def to_api(self) -> dict[str, object]:
        """Return the ``WorkerAccessConfiguration`` of the CreateWorkteam request."""
        constraints = {"SourceIp": self.source_ip, "VpcSourceIp": self.vpc_source_ip}
        set_ones = {name: _switched(value) for name, value in constraints.items() if value is not None}
        return {"S3Presign": {"IamPolicyConstraints": set_ones}}


def _switched(value: object) -> object:
    return _SWITCH[value] if isinstance(value, bool) else value
