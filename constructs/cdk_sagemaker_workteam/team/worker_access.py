"""The network from which workers can open the files of a task."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, TypedDict

from .._contract import DISABLED, ENABLED, Problem, received
from ..validation import is_unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

_SWITCH: Final = {True: ENABLED, False: DISABLED}


class WorkerAccessOptions(TypedDict, total=False):
    """A `WorkerAccess` as a dict."""

    source_ip: bool | None
    vpc_source_ip: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerAccess:
    """Tie the pre-signed S3 URLs of a task to the worker's network: ``WorkerAccessConfiguration``.

    At most one of the two can be on. Without either, a URL works from anywhere until it expires.

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


_NAMES: Final = {one.name for one in fields(WorkerAccess)}


def as_access(given: Any) -> Any:
    """Return what a dict of the two names stands for; anything else as it is."""
    return WorkerAccess(**given) if isinstance(given, dict) and given.keys() <= _NAMES else given


def access_problems(access: object) -> Iterator[Problem]:
    """Yield what is wrong with the access, in the words of its two names."""
    if access is None or is_unresolved(access):
        return
    if not isinstance(access, WorkerAccess):
        keys = f"a dict of {', '.join(map(str, access))}" if isinstance(access, dict) else received(access, shown=False)
        yield Problem(("worker_access",), f"a WorkerAccess, or a dict of {' and '.join(sorted(_NAMES))}", keys)
        return
    for name in sorted(_NAMES):
        value = getattr(access, name)
        if value is not None and not isinstance(value, bool) and not is_unresolved(value):
            yield Problem(("worker_access", name), "True or False", received(value))
    if access.source_ip is True and access.vpc_source_ip is True:
        yield Problem(("worker_access",), "source_ip or vpc_source_ip to be True", "both True")


def _switched(value: object) -> object:
    return _SWITCH[value] if isinstance(value, bool) else value
